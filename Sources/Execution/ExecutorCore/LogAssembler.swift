/// Cuts what a program wrote to one of its streams into the bodies of `log` events.
///
/// A body is valid UTF-8 (bytes that are none become U+FFFD), at most `bodyByteCountMax` long, and ends where a line
/// ends when there is one. What stands behind the last line's end is held back until ``flush()``.
package struct LogAssembler: Sendable {
    package let bodyByteCountMax: Int
    private var held: [UInt8] = []

    package init(bodyByteCountMax: Int) {
        precondition(bodyByteCountMax >= 16, "A body holds a few characters.")
        self.bodyByteCountMax = bodyByteCountMax
    }

    /// Whether a line without an end is held back.
    package var holdsPart: Bool { !self.held.isEmpty }

    /// Takes bytes in, as they were read.
    ///
    /// - Returns: the bodies that are complete now, in order.
    package mutating func append(_ bytes: [UInt8]) -> [[UInt8]] {
        self.held.append(contentsOf: bytes)
        if let end = self.held.lastIndex(of: UInt8(ascii: "\n")) {
            return self.take(end + 1)
        }
        // A line longer than a body is cut; the last bytes may be the first part of a character.
        return self.held.count >= self.bodyByteCountMax ? self.take(self.held.count - 4) : []
    }

    /// Gives out what was held back.
    package mutating func flush() -> [[UInt8]] { self.take(self.held.count) }

    private mutating func take(_ count: Int) -> [[UInt8]] {
        guard count > 0 else { return [] }
        var end = count
        // Never between the bytes of one character, unless that is all there is.
        while end < self.held.count, end > count - 4, end > 1, self.held[end] & 0xC0 == 0x80 { end -= 1 }
        let text = Array(String(decoding: self.held[..<end], as: UTF8.self).utf8)
        self.held.removeFirst(end)
        return self.pieces(of: text)
    }

    private func pieces(of text: [UInt8]) -> [[UInt8]] {
        var pieces: [[UInt8]] = []
        var start = 0
        while text.count - start > self.bodyByteCountMax {
            let limit = start + self.bodyByteCountMax
            var end = text[start..<limit].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? limit
            while text[end] & 0xC0 == 0x80 { end -= 1 }
            pieces.append(Array(text[start..<end]))
            start = end
        }
        if start < text.count { pieces.append(Array(text[start...])) }
        return pieces
    }
}
