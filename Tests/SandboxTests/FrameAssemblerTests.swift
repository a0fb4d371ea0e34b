import Sandbox
import Testing

@Suite struct FrameAssemblerTests {
    /// Three frames of different lengths, and what they look like on the stream.
    private static let frames: [[UInt8]] = [[0x84], Array(repeating: 7, count: 300), [0x86, 0, 1, 2]]
    private static let stream: [UInt8] = frames.reduce(into: []) { stream, frame in
        stream += [0, 0, UInt8(frame.count >> 8), UInt8(frame.count & 0xff)]
        stream += frame
    }

    @Test(arguments: [1, 2, 3, 5, 64, 1000])
    func framesComeOutWholeHoweverTheStreamIsCut(pieceByteCount: Int) throws {
        var assembler = FrameAssembler(frameByteCountMax: 300)
        var found: [[UInt8]] = []
        for _ in 0..<200 {
            for start in stride(from: 0, to: Self.stream.count, by: pieceByteCount) {
                let piece = Self.stream[start..<min(start + pieceByteCount, Self.stream.count)]
                Array(piece).withUnsafeBytes { assembler.append($0) }
                while let frame = try assembler.next() { found.append(frame) }
            }
        }
        #expect(found.count == 600)
        #expect(Array(found.prefix(3)) == Self.frames)
        #expect(Array(found.suffix(3)) == Self.frames)
    }

    @Test(arguments: [[0, 0, 0, 0], [0, 0, 1, 45], [0xff, 0xff, 0xff, 0xff]])
    func aLengthOutOfBoundsIsRefusedBeforeAnythingIsKept(header: [UInt8]) {
        var assembler = FrameAssembler(frameByteCountMax: 300)
        header.withUnsafeBytes { assembler.append($0) }
        #expect(throws: FrameAssembler.BadLength.self) { try assembler.next() }
    }
}
