import CircuitModel
import Testing

@Suite struct CircuitReplyTests {
    private static let reply = CircuitReply(
        shotCount: 3, seed: 9, hasMemory: true,
        outcomes: [
            CircuitOutcome(clbitCount: 5, keys: [0, 31], counts: [1, 2], memory: [31, 0, 31]),
            CircuitOutcome(clbitCount: 9, keys: [256], counts: [3], memory: [256, 256, 256]),
            CircuitOutcome(
                clbitCount: 32, keys: [1 << 31], counts: [3], memory: [1 << 31, 1 << 31, 1 << 31]),
            CircuitOutcome(
                clbitCount: 64, keys: [1 << 63], counts: [3], memory: [1 << 63, 1 << 63, 1 << 63]),
            CircuitOutcome(clbitCount: 65, keys: [7, 1], counts: [3], memory: [7, 1, 7, 1, 7, 1]),
            CircuitOutcome(clbitCount: 0, keys: [0], counts: [3], memory: [0, 0, 0]),
        ])

    @Test func aReplySurvivesItsPackedForm() throws {
        #expect(try CircuitReply(bytes: Self.reply.encoded()) == Self.reply)
    }

    @Test func aReplyIsNeverLongerThanWasForeseen() {
        let foreseen = Self.reply.outcomes.reduce(CircuitReply.headerByteCount) {
            $0 + CircuitReply.outcomeByteCountMax(clbitCount: $1.clbitCount, shotCount: 3, hasMemory: true)
        }
        #expect(Self.reply.encoded().count <= foreseen)
    }

    @Test func everyTruncationIsAnErrorAndNeverATrap() {
        let bytes = Self.reply.encoded()
        for count in 0..<bytes.count {
            #expect(throws: CircuitFormatError.self) { try CircuitReply(bytes: Array(bytes.prefix(count))) }
        }
        #expect(throws: CircuitFormatError.self) { try CircuitReply(bytes: bytes + [0]) }
    }

    @Test(arguments: 0..<CircuitReplyTests.byteCount)
    func everyDamagedByteIsRefusedOrReadAsWhatItSays(offset: Int) {
        for value in [0, 1, 0x7F, 0xFF] as [UInt8] {
            var bytes = Self.reply.encoded()
            bytes[offset] = value
            guard let reply = try? CircuitReply(bytes: bytes) else { continue }
            #expect(reply.encoded() == bytes)
        }
    }

    private static var byteCount: Int { self.reply.encoded().count }
}
