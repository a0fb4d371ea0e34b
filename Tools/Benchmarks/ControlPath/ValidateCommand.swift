import ArgumentParser
import EncodedValues
import Foundation
import JSONSchema
import RuntimeModel
import RuntimeWire

/// `control-path validate METADATA INPUTS`: holds a program's inputs against the schema in its metadata, as the
/// coordinator does for every job.
///
/// Prints one JSON line: the milliseconds of each validation, parsing included.
struct ValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "validate")

    @Argument(help: "The program's metadata, a JSON file.") var metadata: String
    @Argument(help: "The inputs, as JSON.") var inputs: String
    @Option(help: "How often.") var count = 1000

    func run() throws {
        let data = try Data(contentsOf: URL(filePath: self.metadata))
        let fields = try JSONDecoder().decode(JSONValue.self, from: data)
        guard let parameters = fields.objectValue?["spec"]?.objectValue?["parameters"] else {
            throw ValidationError("The metadata has no spec with parameters.")
        }
        var options = Schema.Options()
        options.extensions = [TypeKeyword()]
        let schema = try Schema(json: try WireJSON.encode(parameters), options: options)
        let bytes = Array(self.inputs.utf8)
        var taken: [Double] = []
        for _ in 0..<self.count {
            let begin = ContinuousClock.now
            guard case .fits = schema.verdict(on: try JSONDocument(bytes)) else {
                throw ValidationError("The inputs do not fit.")
            }
            taken.append((ContinuousClock.now - begin) / .milliseconds(1))
        }
        print(String(decoding: try JSONEncoder().encode(taken), as: UTF8.self))
    }
}
