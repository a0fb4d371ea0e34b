/// Appends little-endian numbers to a byte array.
struct ByteWriter {
    private(set) var bytes: [UInt8] = []

    mutating func append(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.littleEndian) { self.bytes.append(contentsOf: $0) }
    }

    mutating func append(_ value: Double) {
        self.append(value.bitPattern)
    }

    /// Overwrites four bytes written before, once a length is known.
    mutating func patch(_ value: UInt32, at offset: Int) {
        withUnsafeBytes(of: value.littleEndian) {
            self.bytes.replaceSubrange(offset..<(offset + 4), with: $0)
        }
    }
}
