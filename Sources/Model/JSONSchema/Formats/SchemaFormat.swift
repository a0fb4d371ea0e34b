/// The formats that are looked at where formats are rules. What another name asks for is not known, and always there.
enum SchemaFormat: String, Sendable, CaseIterable {
    case dateTime = "date-time"
    case date
    case time
    case duration
    case email
    case hostname
    case ipv4
    case ipv6
    case uri
    case uriReference = "uri-reference"
    case uriTemplate = "uri-template"
    case uuid
    case jsonPointer = "json-pointer"
    case relativeJSONPointer = "relative-json-pointer"
    case regex

    /// Longest text that is looked at, in bytes; a longer one has no format.
    static let byteCountMax = 16 << 10

    func fits(_ text: [UInt8]) -> Bool {
        switch self {
        case .dateTime:
            guard let mark = text.firstIndex(where: { $0 == UInt8(ascii: "T") || $0 == UInt8(ascii: "t") })
            else { return false }
            return DateFormats.isDate(text[..<mark]) && DateFormats.isTime(text[(mark + 1)...])
        case .date: return DateFormats.isDate(text[...])
        case .time: return DateFormats.isTime(text[...])
        case .duration: return DateFormats.duration.matches(text)
        case .email: return AddressFormats.isMailbox(text)
        case .hostname: return text.count <= 253 && AddressFormats.hostname.matches(text)
        case .ipv4: return AddressFormats.ipv4.matches(text)
        case .ipv6: return AddressFormats.isIPv6(text)
        case .uri: return AddressFormats.isURI(text, isRelativeAllowed: false)
        case .uriReference: return AddressFormats.isURI(text, isRelativeAllowed: true)
        case .uriTemplate: return AddressFormats.template.matches(text)
        case .uuid: return Self.uuidPattern.matches(text)
        case .jsonPointer: return JSONPointer.steps(String(decoding: text, as: UTF8.self)) != nil
        case .relativeJSONPointer: return Self.relativePointerPattern.matches(text)
        case .regex:
            // Only whether it can be read counts here.
            return (try? Pattern(String(decoding: text, as: UTF8.self), instructionCountMax: 100_000)) != nil
        }
    }

    private static let uuidPattern = Pattern(known: "^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$")
    private static let relativePointerPattern = Pattern(known: "^(0|[1-9][0-9]*)(#|(/([^~/]|~[01])*)*)$")
}
