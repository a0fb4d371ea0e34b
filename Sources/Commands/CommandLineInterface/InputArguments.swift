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
