/// A URI reference taken apart, and resolved against another (RFC 3986, sections 5.2 and 5.3).
struct URIReference: Hashable, Sendable {
    var scheme: String?
    var authority: String?
    var path: String
    var query: String?
    var fragment: String?

    init(_ text: String) {
        var rest = text[...]
        if let mark = rest.firstIndex(of: "#") {
            self.fragment = String(rest[rest.index(after: mark)...])
            rest = rest[..<mark]
        }
        if let mark = rest.firstIndex(of: "?") {
            self.query = String(rest[rest.index(after: mark)...])
            rest = rest[..<mark]
        }
        if let mark = rest.firstIndex(of: ":"), Self.isScheme(rest[..<mark]) {
            self.scheme = String(rest[..<mark])
            rest = rest[rest.index(after: mark)...]
        }
        if rest.hasPrefix("//") {
            rest = rest.dropFirst(2)
            let end = rest.firstIndex(of: "/") ?? rest.endIndex
            self.authority = String(rest[..<end])
            rest = rest[end...]
        }
        self.path = String(rest)
    }

    private static func isScheme(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, isLetter(first) else { return false }
        return text.utf8.allSatisfy { isLetter($0) || (48...57).contains($0) || [43, 45, 46].contains($0) }
        func isLetter(_ byte: UInt8) -> Bool { (65...90).contains(byte) || (97...122).contains(byte) }
    }

    /// Everything but the fragment.
    var withoutFragment: String {
        var text = ""
        if let scheme = self.scheme { text += scheme + ":" }
        if let authority = self.authority { text += "//" + authority }
        text += self.path
        if let query = self.query { text += "?" + query }
        return text
    }

    /// The target of this reference where `base` is in force.
    func resolved(against base: URIReference) -> URIReference {
        var target = self
        if self.scheme == nil {
            target.scheme = base.scheme
            if self.authority == nil {
                target.authority = base.authority
                if self.path.isEmpty {
                    target.path = base.path
                    target.query = self.query ?? base.query
                } else if !self.path.hasPrefix("/") {
                    target.path = Self.merged(self.path, into: base)
                }
            }
        }
        // The path of a URN has no segments.
        if target.authority != nil || target.path.hasPrefix("/") {
            target.path = Self.withoutDots(target.path)
        }
        return target
    }

    private static func merged(_ path: String, into base: URIReference) -> String {
        if base.authority != nil, base.path.isEmpty { return "/" + path }
        guard let slash = base.path.lastIndex(of: "/") else { return path }
        return base.path[...slash] + path
    }

    private static func withoutDots(_ path: String) -> String {
        var segments: [Substring] = []
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        for (place, part) in parts.enumerated() {
            let isLast = place == parts.count - 1
            if part == "." || part == ".." {
                if part == "..", segments.count > 1 { segments.removeLast() }
                if isLast { segments.append("") }
            } else {
                segments.append(part)
            }
        }
        return segments.joined(separator: "/")
    }

    /// The fragment with its percent escapes undone; `nil` when they are wrong.
    var decodedFragment: String? {
        guard let fragment = self.fragment else { return "" }
        var bytes: [UInt8] = []
        var rest = Array(fragment.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(JSONEscapes.hexadecimal),
                let low = rest.popFirst().flatMap(JSONEscapes.hexadecimal)
            else { return nil }
            bytes.append(UInt8(high << 4 | low))
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
