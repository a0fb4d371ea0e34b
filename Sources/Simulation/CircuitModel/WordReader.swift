/// Reads 32-bit words from distrusted bytes, in order.
struct WordReader {
    private let base: UnsafeRawPointer
    /// Where the words begin among the request's bytes.
    private let byteOffset: Int
    /// Words read so far.
    private(set) var position = 0
    let count: Int

    /// - Parameter bytes: A whole number of words; must outlive the reader.
    init(_ bytes: UnsafeRawBufferPointer, byteOffset: Int) {
        // An empty buffer may have no address; nothing is ever read from it.
        self.base = bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 4).unsafelyUnwrapped
        self.byteOffset = byteOffset
        self.count = bytes.count / 4
    }

    var remaining: Int { self.count - self.position }

    /// Where the next word lies among the request's bytes.
    var offset: Int { self.byteOffset + 4 * self.position }

    @inline(__always)
    mutating func read(_ field: StaticString) throws(CircuitFormatError) -> UInt32 {
        guard self.position < self.count else { throw self.truncated(field) }
        let word = self.base.loadUnaligned(fromByteOffset: 4 * self.position, as: UInt32.self)
        self.position += 1
        return UInt32(littleEndian: word)
    }

    /// Two words, the low one first.
    mutating func readUInt64(_ field: StaticString) throws(CircuitFormatError) -> UInt64 {
        let low = try self.read(field)
        return UInt64(try self.read(field)) << 32 | UInt64(low)
    }

    @inline(never)
    func truncated(_ field: StaticString) -> CircuitFormatError {
        CircuitFormatError(.truncated, field: "\(field)", byteOffset: self.offset)
    }
}
