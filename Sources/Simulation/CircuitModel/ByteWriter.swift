/// Appends little-endian numbers to a byte array.
struct ByteWriter {
    private(set) var bytes: [UInt8] = []

    /// - Parameter byteCount: How many bytes are expected.
    init(byteCount: Int = 0) { self.bytes.reserveCapacity(byteCount) }

    mutating func append(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.littleEndian) { self.bytes.append(contentsOf: $0) }
    }

    mutating func append(_ value: Double) {
        self.append(value.bitPattern)
    }

    mutating func append(contentsOf text: String.UTF8View) {
        self.bytes.append(contentsOf: text)
    }

    /// Appends numbers, each cut to the width of `Number`.
    mutating func append<Number: FixedWidthInteger>(
        _ values: [some FixedWidthInteger], as _: Number.Type
    ) {
        self.append(count: values.count) { Number(truncatingIfNeeded: values[$0]).littleEndian }
    }

    mutating func append(_ values: [Double]) {
        self.append(count: values.count) { values[$0].bitPattern.littleEndian }
    }

    private mutating func append<Number: FixedWidthInteger>(count: Int, _ value: (Int) -> Number) {
        let size = MemoryLayout<Number>.size
        let start = self.bytes.count
        self.bytes.append(contentsOf: repeatElement(0, count: size * count))
        self.bytes.withUnsafeMutableBytes { bytes in
            for index in 0..<count {
                bytes.storeBytes(of: value(index), toByteOffset: start + size * index, as: Number.self)
            }
        }
    }

    /// Overwrites four bytes written before, once a length is known.
    mutating func patch(_ value: UInt32, at offset: Int) {
        withUnsafeBytes(of: value.littleEndian) {
            self.bytes.replaceSubrange(offset..<(offset + 4), with: $0)
        }
    }
}
