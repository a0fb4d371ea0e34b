/// Names one job: 128 random bits, written as 32 lower-case hexadecimal digits.
///
/// The text has one fixed length, because topics are matched by prefix and `job1` must not hear `job10`.
public struct JobID: Hashable, Sendable, CustomStringConvertible {
    /// Bytes of the binary form, as the wire header carries it.
    public static let byteCount = 16
    /// Digits of the text form.
    public static let digitCount = 32

    package let high: UInt64
    package let low: UInt64

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// The id of no job: all zero. Stands in headers of messages that concern none.
    package static let none = JobID(high: 0, low: 0)

    /// Reads the text form.
    ///
    /// - Returns: `nil` unless `text` is exactly 32 lower-case hexadecimal digits.
    public init?(_ text: some StringProtocol) {
        guard text.utf8.count == Self.digitCount else { return nil }
        var words: (UInt64, UInt64) = (0, 0)
        for (index, digit) in text.utf8.enumerated() {
            let value: UInt64
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = UInt64(digit - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = UInt64(digit - UInt8(ascii: "a") + 10)
            default: return nil
            }
            if index < 16 { words.0 = words.0 << 4 | value } else { words.1 = words.1 << 4 | value }
        }
        self.init(high: words.0, low: words.1)
    }

    /// The 32 digits.
    public var description: String {
        String(decoding: self.digits, as: UTF8.self)
    }

    /// The 32 digits as ASCII bytes: the first part of every topic of this job.
    package var digits: [UInt8] {
        let table: StaticString = "0123456789abcdef"
        return [UInt8](unsafeUninitializedCapacity: Self.digitCount) { buffer, count in
            for index in 0..<16 {
                let shift = UInt64(60 - 4 * index)
                buffer[index] = table.utf8Start[Int(self.high >> shift & 15)]
                buffer[index + 16] = table.utf8Start[Int(self.low >> shift & 15)]
            }
            count = Self.digitCount
        }
    }
}

extension JobID: Codable {
    /// Reads the text form from a single value.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let id = JobID(text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "A job id is 32 lower-case hexadecimal digits.")
        }
        self = id
    }

    /// Writes the text form as a single value.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(self.description)
    }
}
