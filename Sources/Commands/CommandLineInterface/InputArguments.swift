import Foundation
package import RuntimeModel

/// The inputs of a job, as they stand on a command line: `name=value` and a file.
package enum InputArguments {
    /// Reads one `name=value`. The value is JSON where it is JSON, and a text otherwise.
    ///
    /// - Throws: `inputs.invalid`.
    package static func pair(_ argument: String) throws(RuntimeError) -> (name: String, value: JSONValue) {
        guard let separator = argument.firstIndex(of: "="), separator != argument.startIndex else {
            throw RuntimeError(
                .inputsInvalid, "An input is written as name=value.", context: ["input": argument])
        }
        let name = String(argument[..<separator])
        let text = String(argument[argument.index(after: separator)...])
        // What is not JSON is meant as text: no quotes are asked for on a command line.
        let value = try? JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
        return (name, value ?? .string(text))
    }

    /// Reads the inputs of many jobs: JSON objects, one a line or in a list.
    ///
    /// - Throws: `inputs.invalid` when it is neither, or holds no inputs; the context names the first line at fault.
    package static func batch(_ bytes: [UInt8]) throws(RuntimeError) -> [[UInt8]] {
        // What is no list is read line by line, which says better what is wrong.
        if case .array(let values)? = try? JSONDecoder().decode(JSONValue.self, from: Data(bytes)) {
            guard !values.isEmpty else { throw RuntimeError(.inputsInvalid, "The batch is empty.") }
            return values.map { JSONText.bytes($0) }
        }
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        var inputs: [[UInt8]] = []
        for (number, line) in lines.enumerated() where line.contains(where: { $0 > 0x20 }) {
            guard (try? JSONDecoder().decode(JSONValue.self, from: Data(line)))?.objectValue != nil else {
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
        var members: [String: JSONValue] = [:]
        if let file {
            guard let object = (try? JSONDecoder().decode(JSONValue.self, from: Data(file)))?.objectValue
            else {
                throw RuntimeError(.inputsInvalid, "The inputs are not a JSON object.")
            }
            if pairs.isEmpty { return file }
            members = object
        }
        var given: Set<String> = []
        for argument in pairs {
            let (name, value) = try Self.pair(argument)
            guard given.insert(name).inserted else {
                throw RuntimeError(.inputsInvalid, "An input is given twice.", context: ["input": name])
            }
            members[name] = value
        }
        return JSONText.bytes(JSONValue.object(members))
    }
}
