/// Names a stored body by its content: 32 bytes of SHA-256, then its length as a 64-bit big-endian number.
public struct BodyReference: Hashable, Sendable {
    /// Bytes of the binary form.
    public static let encodedByteCount = 40
    /// Bytes of the hash.
    public static let hashByteCount = 32

    /// SHA-256 of the bytes.
    public let hash: [UInt8]
    /// Length of the body in bytes.
    public let byteCount: Int

    /// Joins a hash and a length.
    ///
    /// - Precondition: `hash` has 32 bytes.
    public init(hash: [UInt8], byteCount: Int) {
        precondition(hash.count == Self.hashByteCount, "SHA-256 has 32 bytes.")
        self.hash = hash
        self.byteCount = byteCount
    }

    /// The 40 bytes of the binary form.
    public var encoded: [UInt8] {
        self.hash + (0..<8).map { UInt8(truncatingIfNeeded: self.byteCount >> (56 - 8 * $0)) }
    }

    /// Reads the binary form; `nil` unless it is 40 bytes with a length that fits.
    public init?(encoded: some Collection<UInt8>) {
        guard encoded.count == Self.encodedByteCount else { return nil }
        let length = encoded.suffix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard let byteCount = Int(exactly: length) else { return nil }
        self.init(hash: Array(encoded.prefix(Self.hashByteCount)), byteCount: byteCount)
    }

    /// The hash as 64 lower-case hexadecimal digits: also the name of the body's file.
    public var hashText: String { Self.text(of: self.hash) }

    /// Lower-case hexadecimal digits of some bytes, two a byte.
    public static func text(of bytes: some Sequence<UInt8>) -> String {
        var digits: [UInt8] = []
        let table = Array("0123456789abcdef".utf8)
        for byte in bytes {
            digits.append(table[Int(byte >> 4)])
            digits.append(table[Int(byte & 15)])
        }
        return String(decoding: digits, as: UTF8.self)
    }
}

extension BodyReference {
    /// The 32 bytes that 64 lower-case hexadecimal digits stand for; `nil` for anything else.
    public static func hash(ofText text: String) -> [UInt8]? {
        guard text.utf8.count == 2 * Self.hashByteCount, let high = JobID(text.prefix(32)),
            let low = JobID(text.suffix(32))
        else { return nil }
        return [high.high, high.low, low.high, low.low].flatMap { word in
            (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * UInt64($0))) }
        }
    }
}
