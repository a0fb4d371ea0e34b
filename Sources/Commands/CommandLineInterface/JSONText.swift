import Foundation
package import RuntimeModel

/// JSON for the output of commands: one object a line, keys sorted.
package enum JSONText {
    /// One line, without its end.
    package static func line(_ value: some Encodable) -> String {
        String(decoding: Self.bytes(value), as: UTF8.self)
    }

    /// One line with members put on top of those that `value` has.
    package static func line(_ value: some Encodable, adding members: [String: JSONValue]) -> String {
        let decoded = try? JSONDecoder().decode(JSONValue.self, from: Data(Self.bytes(value)))
        // What this process has just written can be read; anything but an object has no members to add to.
        let object = decoded?.objectValue ?? [:]
        return Self.line(JSONValue.object(object.merging(members) { $1 }))
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
