/// Addresses of hosts, people and resources.
enum AddressFormats {
    /// RFC 1123, section 2.1.
    static let hostname: Pattern = {
        let label = "[A-Za-z0-9]([-A-Za-z0-9]{0,61}[A-Za-z0-9])?"
        return Pattern(known: #"^\#(label)(\.\#(label))*$"#)
    }()

    private static let octet = #"(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"#
    /// RFC 2673, section 3.2.
    static let ipv4 = Pattern(known: #"^\#(octet)(\.\#(octet)){3}$"#)
    private static let hexadecimalGroup = Pattern(known: "^[0-9A-Fa-f]{1,4}$")

    /// RFC 6570, as far as its braces go.
    static let template: Pattern = {
        let name = #"([A-Za-z0-9_]|%[0-9A-Fa-f]{2})+(\.([A-Za-z0-9_]|%[0-9A-Fa-f]{2})+)*"#
        let variable = name + #"(:[1-9]\d{0,3}|\*)?"#
        return Pattern(known: #"^([^{}\s"'<>\\^`|]|\{[+#./;?&=,!@|]?\#(variable)(,\#(variable))*\})*$"#)
    }()

    /// RFC 4291, section 2.2: eight groups, of which one run of zeros may be left out and two may be an IPv4 address.
    static func isIPv6(_ text: [UInt8]) -> Bool {
        let halves = Self.split(text, by: Array("::".utf8))
        guard halves.count <= 2 else { return false }
        var count = 0
        for (place, half) in halves.enumerated() {
            if half.isEmpty, halves.count == 2 { continue }
            let groups = half.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false).map(
                Array.init)
            for (number, group) in groups.enumerated() {
                let isLast = place == halves.count - 1 && number == groups.count - 1
                if isLast, Self.ipv4.matches(group) {
                    count += 2
                } else if Self.hexadecimalGroup.matches(group) {
                    count += 1
                } else {
                    return false
                }
            }
        }
        return halves.count == 2 ? count <= 7 : count == 8
    }

    private static func split(_ text: [UInt8], by separator: [UInt8]) -> [[UInt8]] {
        var parts: [[UInt8]] = [[]]
        var position = 0
        while position < text.count {
            if text[position...].starts(with: separator) {
                parts.append([])
                position += separator.count
            } else {
                parts[parts.count - 1].append(text[position])
                position += 1
            }
        }
        return parts
    }

    private static let localPart: Pattern = {
        let atom = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~\\-]+"
        return Pattern(known: #"^(\#(atom)(\.\#(atom))*|"([^"\\\r\n]|\\.)*")$"#)
    }()

    /// RFC 5321, section 4.1.2.
    static func isMailbox(_ text: [UInt8]) -> Bool {
        guard let mark = text.lastIndex(of: UInt8(ascii: "@")), Self.localPart.matches(Array(text[..<mark]))
        else { return false }
        let domain = Array(text[(mark + 1)...])
        guard domain.first == UInt8(ascii: "["), domain.last == UInt8(ascii: "]") else {
            return domain.count <= 253 && Self.hostname.matches(domain)
        }
        let address = Array(domain.dropFirst().dropLast())
        let prefix = Array("IPv6:".utf8)
        return address.starts(with: prefix)
            ? Self.isIPv6(Array(address.dropFirst(prefix.count))) : Self.ipv4.matches(address)
    }

    private static let percent = "%[0-9A-Fa-f]{2}"
    private static let pathCharacter = "([A-Za-z0-9._~!$&'()*+,;=:@\\-]|\(percent))"
    private static let scheme = Pattern(known: #"^[A-Za-z][-A-Za-z0-9+.]*$"#)
    private static let path = Pattern(known: "^(\(pathCharacter)|/)*$")
    private static let query = Pattern(known: "^(\(pathCharacter)|[/?])*$")
    private static let userAndHost = Pattern(
        known:
            "^(([A-Za-z0-9._~!$&'()*+,;=:\\-]|\(percent))*@)?([A-Za-z0-9._~!$&'()*+,;=\\-]|\(percent))*(:[0-9]*)?$"
    )
    private static let userAndLiteral = Pattern(
        known: "^(([A-Za-z0-9._~!$&'()*+,;=:\\-]|\(percent))*@)?\\[[0-9A-Fa-fv:.]+\\](:[0-9]*)?$")

    /// RFC 3986, appendix A.
    static func isURI(_ text: [UInt8], isRelativeAllowed: Bool) -> Bool {
        let uri = URIReference(String(decoding: text, as: UTF8.self))
        guard isRelativeAllowed || uri.scheme != nil else { return false }
        func fits(_ part: String?, _ pattern: Pattern) -> Bool {
            part.map { pattern.matches(Array($0.utf8)) } ?? true
        }
        guard fits(uri.path, Self.path), fits(uri.query, Self.query), fits(uri.fragment, Self.query) else {
            return false
        }
        if let authority = uri.authority {
            return fits(authority, Self.userAndHost) || fits(authority, Self.userAndLiteral)
        }
        // Without a scheme a colon in the first segment would make one.
        return uri.scheme != nil || !(uri.path.split(separator: "/").first?.contains(":") ?? false)
    }
}
