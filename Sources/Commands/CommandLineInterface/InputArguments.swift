import JSONSchema
package import RuntimeModel

/// The inputs of a job, as they stand on a command line: `name=value` and a file.
///
/// Values are kept as they are written: whoever reads them has the digits of a number that no double holds.
package enum InputArguments {
    /// Reads one `name=value`. The value is JSON where it is JSON, and a text otherwise.
    ///
    /// - Throws: `inputs.invalid`.
    package static func pair(_ argument: String) throws(RuntimeError) -> (name: String, json: [UInt8]) {
        guard let separator = argument.firstIndex(of: "="), separator != argument.startIndex else {
            throw RuntimeError(
                .inputsInvalid, "An input is written as name=value.", context: ["input": argument])
        }
        let name = String(argument[..<separator])
        let text = String(argument[argument.index(after: separator)...])
        // What is not JSON is meant as text: no quotes are asked for on a command line.
        let isJSON = JSONInput.isJSON(Array(text.utf8))
        return (name, isJSON ? Array(text.utf8) : JSONText.bytes(text))
    }

    /// Reads the inputs of many jobs: JSON objects, one a line or in a list.
    ///
    /// - Throws: `inputs.invalid` when it is neither, or holds no inputs; the context names the first line at fault.
    package static func batch(_ bytes: [UInt8]) throws(RuntimeError) -> [[UInt8]] {
        if bytes.first(where: { $0 > 0x20 }) == UInt8(ascii: "[") {
            let items = try JSONInput.document(bytes, code: .inputsInvalid).root.items ?? []
            guard !items.isEmpty else { throw RuntimeError(.inputsInvalid, "The batch is empty.") }
            for (number, item) in items.enumerated() where item.kind != .object {
                throw RuntimeError(
                    .inputsInvalid, "An item of the batch is no JSON object.",
                    context: ["item": "\(number + 1)"])
            }
            return items.map { Array($0.written) }
        }
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        var inputs: [[UInt8]] = []
        for (number, line) in lines.enumerated() where line.contains(where: { $0 > 0x20 }) {
            guard (try? JSONInput.document(Array(line), code: .inputsInvalid))?.root.kind == .object else {
                throw RuntimeError(
                    .inputsInvalid, "A line of the batch is no JSON object.",
                    context: ["line": "\(number + 1)"])
            }
            inputs.append(Array(line))
        }
        guard !inputs.isEmpty else { throw RuntimeError(.inputsInvalid, "The batch is empty.") }
        return inputs
    }

    /// Puts the pairs on top of what the file says.
    ///
    /// - Returns: the bytes of a JSON object; those of the file as they are when there is no pair.
    /// - Throws: `inputs.invalid` when the file is no JSON object or a name is given twice.
    package static func merge(file: [UInt8]?, pairs: [String]) throws(RuntimeError) -> [UInt8] {
        var members: [String: [UInt8]] = [:]
        if let file {
            members = try Self.members(of: file)
            if pairs.isEmpty { return file }
        }
        var given: Set<String> = []
        for argument in pairs {
            let (name, json) = try Self.pair(argument)
            guard given.insert(name).inserted else {
                throw RuntimeError(.inputsInvalid, "An input is given twice.", context: ["input": name])
            }
            members[name] = json
        }
        return Self.object(members)
    }

    /// Puts inputs on top of others.
    ///
    /// - Throws: `inputs.invalid` when `bytes` are no JSON object.
    package static func merge(
        _ bytes: [UInt8], over others: [String: JSONValue]
    ) throws(RuntimeError) -> [UInt8] {
        Self.object(others.mapValues { JSONText.bytes($0) }.merging(try Self.members(of: bytes)) { $1 })
    }

    private static func members(of bytes: [UInt8]) throws(RuntimeError) -> [String: [UInt8]] {
        guard let members = try JSONInput.document(bytes, code: .inputsInvalid).root.members else {
            throw RuntimeError(.inputsInvalid, "The inputs are not a JSON object.")
        }
        return Dictionary(members.map { ($0.name, Array($0.value.written)) }) { $1 }
    }

    private static func object(_ members: [String: [UInt8]]) -> [UInt8] {
        let parts = members.sorted { $0.key < $1.key }.map {
            JSONText.bytes($0.key) + [UInt8(ascii: ":")] + $0.value
        }
        return [UInt8(ascii: "{")] + parts.joined(separator: [UInt8(ascii: ",")]) + [UInt8(ascii: "}")]
    }
}
