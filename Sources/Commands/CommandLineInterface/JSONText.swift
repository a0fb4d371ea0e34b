import Foundation
package import RuntimeModel

/// JSON for the output of commands: one object a line, keys sorted. What would steer a terminal stands there as an escape
/// of JSON, so that a line is exact and may be printed as it is.
package enum JSONText {
    /// One line, without its end.
    package static func line(_ value: some Encodable) -> String {
        Self.escaped(String(decoding: Self.bytes(value), as: UTF8.self))
    }

    /// One line of members, one of which is JSON already: its numbers keep all of their digits.
    ///
    /// - Parameter json: one JSON text, which the caller has read as such.
    package static func line(
        _ members: [String: JSONValue], _ name: String, json: [UInt8]
    ) -> String {
        var texts = members.mapValues { Self.line($0) }
        texts[name] = Self.escaped(String(decoding: json, as: UTF8.self))
        let parts = texts.sorted { $0.key < $1.key }.map { Self.line($0.key) + ":" + $0.value }
        return "{" + parts.joined(separator: ",") + "}"
    }

    /// One line with members put on top of those that `value` has.
    package static func line(_ value: some Encodable, adding members: [String: JSONValue]) -> String {
        let decoded = try? JSONDecoder().decode(JSONValue.self, from: Data(Self.bytes(value)))
        // What this process has just written can be read; anything but an object has no members to add to.
        let object = decoded?.objectValue ?? [:]
        return Self.line(JSONValue.object(object.merging(members) { $1 }))
    }

    /// The same JSON without a character that steers: outside of strings that is a space, inside it is escaped.
    private static func escaped(_ json: String) -> String {
        guard json.utf8.contains(where: { $0 < 0x20 || $0 >= 0x7F }) else { return json }
        var text = ""
        for scalar in json.unicodeScalars {
            if !TerminalText.steers(scalar) {
                text.unicodeScalars.append(scalar)
            } else if scalar.value < 0x20 {
                text += " "
            } else {
                // Four digits are enough: all of them are below 0x10000.
                text += "\\u" + String(0x10000 + scalar.value, radix: 16).dropFirst()
            }
        }
        return text
    }

    static func bytes(_ value: some Encodable) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
        guard let data = try? encoder.encode(value) else {
            preconditionFailure("Everything that commands print can be written as JSON.")
        }
        return [UInt8](data)
    }
}
