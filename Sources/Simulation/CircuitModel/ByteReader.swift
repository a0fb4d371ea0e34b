/// Reads little-endian numbers from distrusted bytes, in order.
struct ByteReader {
    private let bytes: UnsafeRawBufferPointer
    private(set) var offset: Int
    private let end: Int

    /// - Parameter bytes: Must outlive the reader.
    init(_ bytes: UnsafeRawBufferPointer) {
        self.init(bytes, from: 0, to: bytes.count)
    }

    private init(_ bytes: UnsafeRawBufferPointer, from start: Int, to end: Int) {
        self.bytes = bytes
        self.offset = start
        self.end = end
    }

    var remaining: Int { self.end - self.offset }

    mutating func readUInt8(_ field: String) throws(CircuitFormatError) -> UInt8 {
        try self.read(field)
    }

    mutating func readUInt16(_ field: String) throws(CircuitFormatError) -> UInt16 {
        UInt16(littleEndian: try self.read(field))
    }

    mutating func readUInt32(_ field: String) throws(CircuitFormatError) -> UInt32 {
        UInt32(littleEndian: try self.read(field))
    }

    mutating func readUInt64(_ field: String) throws(CircuitFormatError) -> UInt64 {
        UInt64(littleEndian: try self.read(field))
    }

    mutating func readDouble(_ field: String) throws(CircuitFormatError) -> Double {
        Double(bitPattern: try self.readUInt64(field))
    }

    /// A reader of the next `byteCount` bytes, which this one then skips.
    mutating func readSlice(byteCount: Int, _ field: String) throws(CircuitFormatError) -> ByteReader {
        guard byteCount >= 0, byteCount <= self.remaining else {
            throw CircuitFormatError(.truncated, field: field, byteOffset: self.offset)
        }
        let slice = ByteReader(self.bytes, from: self.offset, to: self.offset + byteCount)
        self.offset += byteCount
        return slice
    }

    /// The next `byteCount` bytes.
    mutating func readBytes(
        byteCount: Int, _ field: String
    ) throws(CircuitFormatError) -> UnsafeRawBufferPointer {
        guard byteCount >= 0, byteCount <= self.remaining else {
            throw CircuitFormatError(.truncated, field: field, byteOffset: self.offset)
        }
        let bytes = UnsafeRawBufferPointer(rebasing: self.bytes[self.offset..<(self.offset + byteCount)])
        self.offset += byteCount
        return bytes
    }

    private mutating func read<Number: FixedWidthInteger>(
        _ field: String
    ) throws(CircuitFormatError) -> Number {
        let size = MemoryLayout<Number>.size
        guard size <= self.remaining else {
            throw CircuitFormatError(.truncated, field: field, byteOffset: self.offset)
        }
        let value = self.bytes.loadUnaligned(fromByteOffset: self.offset, as: Number.self)
        self.offset += size
        return value
    }
}
