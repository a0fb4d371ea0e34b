import ExecutorCore
import Testing

@Suite struct ProgramChannelTests {
    @Test func aShortBodyIsOneFrame() {
        #expect(ProgramFrame.encoded(.interim, [1, 2]) == [[0x84, 1, 2]])
    }

    @Test(arguments: [0, 1, 192 << 10, (192 << 10) + 1, 600_000]) func aBodyComesBackWhole(byteCount: Int)
        throws
    {
        let body = (0..<byteCount).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        var assembler = ProgramFrameAssembler(byteCountMax: 1 << 20)
        let frames = ProgramFrame.encoded(.start, body)
        for frame in frames.dropLast() {
            #expect(frame.count <= ProgramFrame.chunkByteCountMax + 3)
            #expect(try assembler.take(frame) == nil)
        }
        let whole = try assembler.take(frames.last ?? [])
        #expect(whole?.kind == .start)
        #expect(whole?.body == body)
    }

    @Test func creditMayComeBetweenChunks() throws {
        var assembler = ProgramFrameAssembler(byteCountMax: 100)
        #expect(try assembler.take([0x85, 0x81, 0, 7]) == nil)
        #expect(try assembler.take(ProgramFrame.credit(5))?.body == [0, 0, 0, 5])
        #expect(try assembler.take([0x85, 0x81, 1, 8])?.body == [7, 8])
    }

    @Test(
        arguments: [[], [0x00], [0x85], [0x85, 0x84], [0x85, 0x85, 1], [0x85, 0x84, 2], [0x85, 0x00, 1]]
            as [[UInt8]])
    func bytesThatAreNoFrameAreRefused(frame: [UInt8]) {
        var assembler = ProgramFrameAssembler(byteCountMax: 100)
        #expect(throws: ProgramFrameAssembler.Failure.malformed) { try assembler.take(frame) }
    }

    @Test func chunksOfTwoBodiesAreNotMixed() throws {
        var assembler = ProgramFrameAssembler(byteCountMax: 100)
        _ = try assembler.take([0x85, 0x84, 0, 7])
        #expect(throws: ProgramFrameAssembler.Failure.malformed) { try assembler.take([0x85, 0x86, 1, 7]) }
        #expect(throws: ProgramFrameAssembler.Failure.malformed) { try assembler.take([0x84, 7]) }
    }

    @Test func aBodyBeyondTheLimitIsRefusedBeforeItIsWhole() throws {
        var assembler = ProgramFrameAssembler(byteCountMax: 10)
        _ = try assembler.take([0x85, 0x84, 0] + [UInt8](repeating: 1, count: 8))
        #expect(throws: ProgramFrameAssembler.Failure.tooLong) {
            try assembler.take([0x85, 0x84, 0] + [UInt8](repeating: 1, count: 3))
        }
    }

    @Test func aStartComesBackAndACutOneIsRefused() {
        let start = ProgramStart(header: Array("{}".utf8), source: [1, 2, 3], inputs: [4])
        #expect(ProgramStart(body: start.encoded) == start)
        for count in 0..<13 { #expect(ProgramStart(body: Array(start.encoded.prefix(count))) == nil) }
    }

    @Test func creditAndUnansweredReportsStayWithinTheWindow() {
        var credit = PublishCredit(window: 4)
        #expect(credit.outstanding == 4)
        for _ in 0..<4 { credit.used() }
        #expect(credit.due(unanswered: 4) == 0)
        #expect(credit.due(unanswered: 3) == 1)
        #expect(credit.outstanding == 1)
        #expect(credit.due(unanswered: 2) == 0)
        #expect(credit.due(unanswered: 1) == 2)
        #expect(credit.outstanding == 3)
    }
}
