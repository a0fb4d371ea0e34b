/// JSON pointers (RFC 6901).
package enum JSONPointer {
    /// A name as it stands in a pointer.
    package static func escaped(_ name: String) -> String {
        guard name.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) else {
            return name
        }
        var text = ""
        for character in name.unicodeScalars {
            switch character {
            case "~": text += "~0"
            case "/": text += "~1"
            default: text.unicodeScalars.append(character)
            }
        }
        return text
    }

    /// The steps of a pointer; `nil` when it is none.
    static func steps(_ pointer: String) -> [String]? {
        if pointer.isEmpty { return [] }
        guard pointer.utf8.first == UInt8(ascii: "/") else { return nil }
        var steps: [String] = []
        for part in pointer.utf8.dropFirst().split(
            separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        {
            var step: [UInt8] = []
            var isEscaped = false
            for byte in part {
                if isEscaped {
                    guard byte == UInt8(ascii: "0") || byte == UInt8(ascii: "1") else { return nil }
                    step.append(byte == UInt8(ascii: "0") ? UInt8(ascii: "~") : UInt8(ascii: "/"))
                    isEscaped = false
                } else if byte == UInt8(ascii: "~") {
                    isEscaped = true
                } else {
                    step.append(byte)
                }
            }
            if isEscaped { return nil }
            steps.append(String(decoding: step, as: UTF8.self))
        }
        return steps
    }
}

extension JSONDocument {
    /// Where a value stands.
    func pointer(to index: Int) -> String {
        var pointer = ""
        var place = 0
        while place != index {
            if self.kind(place) == .object {
                // The name of a member is told as the member.
                guard let name = self.names(place).first(where: { index < self.next($0 + 1) }) else { break }
                pointer += "/" + JSONPointer.escaped(self.string(name))
                place = name + 1
                if index == name { break }
            } else {
                guard
                    let (number, item) = self.items(place).enumerated().first(where: { index < self.next($1) }
                    )
                else { break }
                pointer += "/\(number)"
                place = item
            }
        }
        return pointer
    }

    /// The child that one step of a pointer leads to.
    func child(_ step: String, of index: Int) -> Int? {
        switch self.kind(index) {
        case .object: return self.member(Array(step.utf8), of: index)
        case .array:
            guard let number = Int(step), number >= 0, step == "\(number)", number < self.count(index) else {
                return nil
            }
            return Array(self.items(index))[number]
        case .null, .boolean, .number, .string: return nil
        }
    }
}
