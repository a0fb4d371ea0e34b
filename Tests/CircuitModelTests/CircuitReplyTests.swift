import CircuitModel
import Testing

@Suite struct CircuitReplyTests {
    private static let reply: CircuitReply = {
        var reply = CircuitReply(
            shotCount: 3, seed: 9, hasMemory: true, decodeNanoseconds: 1 << 40,
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
        for index in reply.outcomes.indices {
            var report = RunReport(method: .matrixProductState, precision: .single, activeQubitCount: index)
            report.planNanoseconds = 1
            report.runNanoseconds = 1 << 33
            report.sampleNanoseconds = 3
            report.truncationError = 1e-9
            report.bondDimension = 17
            reply.outcomes[index].report = report
        }
        reply.outcomes[1].saved = [
            SavedValue(dimensions: [2, 1], isComplex: true, numbers: [1, 2, 3, 4]),
            SavedValue(dimensions: [], isComplex: false, numbers: [-0.5]),
            SavedValue(dimensions: [0, 3], isComplex: false, numbers: []),
        ]
        return reply
    }()

    @Test func aReplySurvivesItsPackedForm() throws {
        #expect(try CircuitReply(bytes: Self.reply.encoded()) == Self.reply)
    }

    @Test func aReplyIsNeverLongerThanWasForeseen() {
        var reply = Self.reply
        reply.outcomes[1].saved = []
        let foreseen = reply.outcomes.reduce(CircuitReply.headerByteCount) {
            $0 + CircuitReply.outcomeByteCountMax(clbitCount: $1.clbitCount, shotCount: 3, hasMemory: true)
        }
        #expect(reply.encoded().count <= foreseen)
    }

    @Test func whatIsSavedTakesTheBytesThatWereForeseen() throws {
        var circuit = Circuit(qubitCount: 2, clbitCount: 0)
        circuit.instructions = [.save(.unitary), .save(.probabilities(qubits: [1]))]
        var outcome = CircuitOutcome(clbitCount: 0)
        outcome.saved = [
            SavedValue(
                dimensions: [4, 4], isComplex: true, numbers: [Double](repeating: 0.5, count: 32)),
            SavedValue(dimensions: [2], isComplex: false, numbers: [0.5, 0.5]),
        ]
        let reply = CircuitReply(shotCount: 0, seed: 0, hasMemory: false, outcomes: [outcome])
        let foreseen = try #require(
            CircuitReply.outcomeByteCountMax(of: circuit, shotCount: 0, hasMemory: false))
        #expect(reply.encoded().count == CircuitReply.headerByteCount + foreseen)
        circuit.qubitCount = 40
        #expect(CircuitReply.outcomeByteCountMax(of: circuit, shotCount: 0, hasMemory: false) == nil)
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
