/// The formats that are looked at where formats are rules. What another name asks for is not known, and always there.
enum SchemaFormat: String, Sendable, CaseIterable {
    case regex
    case jsonPointer = "json-pointer"
    case uuid

    /// Longest text that is looked at, in bytes; a longer one has no format.
    static let byteCountMax = 64 << 10

    func fits(_ text: [UInt8]) -> Bool {
        switch self {
        case .regex:
            // Only whether it can be read counts here.
            return (try? Pattern(String(decoding: text, as: UTF8.self), instructionCountMax: 100_000)) != nil
        case .jsonPointer: return JSONPointer.steps(String(decoding: text, as: UTF8.self)) != nil
        case .uuid:
            let hyphens = [8, 13, 18, 23]
            return text.count == 36
                && text.enumerated().allSatisfy { place, byte in
                    hyphens.contains(place)
                        ? byte == UInt8(ascii: "-") : JSONEscapes.hexadecimal(byte) != nil
                }
        }
    }
}
