import ArgumentParser
import CommandLineInterface
import Foundation
import RuntimeModel
import Spinwire

/// The inputs of a job.
struct InputOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "One input; the value is JSON where it is JSON, a text otherwise. May be given often.",
            valueName: "name=value"))
    var input: [String] = []
    @Option(help: ArgumentHelp("A JSON object with inputs, of any length.", valueName: "file.json"))
    var inputs: String?

    /// What is sent.
    enum Source {
        /// A JSON object.
        case bytes([UInt8])
        /// A file that is sent part by part: too long to be looked at here.
        case file(String)
    }

    /// - Throws: `inputs.invalid`, `command.invalid`; `payload.tooLarge` for single inputs on top of a long file.
    func source() throws(RuntimeError) -> Source {
        if let inputs, self.input.isEmpty, Self.isLong(inputs) { return .file(inputs) }
        return .bytes(try self.bytes())
    }

    /// Whether there is none.
    var isEmpty: Bool { self.input.isEmpty && self.inputs == nil }

    /// The bytes of a JSON object.
    func bytes() throws(RuntimeError) -> [UInt8] {
        let file = try self.inputs.map { path throws(RuntimeError) in try ProgramFile.bytes(of: path) }
        return try InputArguments.merge(file: file, pairs: self.input)
    }

    private static func isLong(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && Int(status.st_size) > ProgramFile.byteCountMax
    }
}

extension InputOptions.Source {
    /// Runs a program with these inputs.
    func run(_ program: ProgramID, options: RunOptions, on client: RuntimeClient) async throws -> Job {
        switch self {
        case .bytes(let bytes): try await client.run(program, inputs: bytes, options: options)
        case .file(let path): try await client.run(program, inputsFile: path, options: options)
        }
    }
}
