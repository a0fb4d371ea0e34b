/// Cuts a byte stream into frames. A frame is its length as 4 bytes, big-endian, then that many bytes.
///
/// Holds at most one frame and what was read behind it. Pure: whoever reads feeds it.
package struct FrameAssembler {
    /// The peer announced a frame that is empty or longer than allowed; nothing after it can be trusted.
    package struct BadLength: Error, Equatable {
        package let byteCount: Int
    }

    /// Longest frame: kind byte and body, without the length.
    package let frameByteCountMax: Int
    private var buffer: [UInt8] = []
    /// Where the first frame that was not handed out begins.
    private var head = 0

    package init(frameByteCountMax: Int) { self.frameByteCountMax = frameByteCountMax }

    /// Adds bytes that were read.
    package mutating func append(_ bytes: UnsafeRawBufferPointer) {
        if self.head == self.buffer.count {
            self.buffer.removeAll(keepingCapacity: true)
            self.head = 0
        } else if self.head > 1 << 16 {
            self.buffer.removeFirst(self.head)
            self.head = 0
        }
        self.buffer.append(contentsOf: bytes)
    }

    /// Hands out the next whole frame, or `nil` when more bytes are needed.
    package mutating func next() throws(BadLength) -> [UInt8]? {
        guard self.buffer.count - self.head >= 4 else { return nil }
        let count = self.buffer[self.head..<self.head + 4].reduce(0) { $0 << 8 | Int($1) }
        guard (1...self.frameByteCountMax).contains(count) else { throw BadLength(byteCount: count) }
        guard self.buffer.count - self.head >= 4 + count else { return nil }
        let frame = Array(self.buffer[self.head + 4..<self.head + 4 + count])
        self.head += 4 + count
        return frame
    }
}
