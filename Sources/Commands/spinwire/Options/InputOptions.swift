import ArgumentParser
import CommandLineInterface
import RuntimeModel

/// The inputs of a job.
struct InputOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "One input; the value is JSON where it is JSON, a text otherwise. May be given often.",
            valueName: "name=value"))
    var input: [String] = []
    @Option(help: ArgumentHelp("A JSON object with inputs.", valueName: "file.json"))
    var inputs: String?

    /// Whether there is none.
    var isEmpty: Bool { self.input.isEmpty && self.inputs == nil }

    /// The bytes of a JSON object.
    func bytes() throws(RuntimeError) -> [UInt8] {
        let file = try self.inputs.map { path throws(RuntimeError) in try ProgramFile.bytes(of: path) }
        return try InputArguments.merge(file: file, pairs: self.input)
    }
}
