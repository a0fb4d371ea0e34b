import CircuitModel
import CommandLineInterface
import Foundation
import OpenQASM
import RuntimeModel

/// A program in OpenQASM, read from a file.
struct CircuitFile {
    let program: OpenQASMProgram
    private let path: String

    /// - Parameter path: `-` for what comes on stdin.
    /// - Throws: `command.invalid` when it cannot be read, `circuit.parse` and `circuit.unsupported` with line and
    ///   column.
    init(_ path: String) throws(RuntimeError) {
        self.path = path
        let bytes =
            path == "-"
            ? [UInt8](FileHandle.standardInput.readDataToEndOfFile()) : try ProgramFile.bytes(of: path)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw RuntimeError(.circuitParse, "The program is not UTF-8 text.", context: ["file": path])
        }
        do throws(CircuitTextError) {
            self.program = try OpenQASMProgram(text)
        } catch {
            var context = ["file": path, "line": "\(error.line)", "column": "\(error.column)"]
            if !error.found.isEmpty { context["found"] = error.found }
            if let limit = error.limit { context["limit"] = "\(limit)" }
            throw RuntimeError(
                error.isUnsupported ? .circuitUnsupported : .circuitParse, error.sentence, context: context)
        }
    }

    /// The program's inputs in order, from `name=value` each.
    ///
    /// - Throws: `command.invalid` for what is no number, and for names that are missing or not the program's.
    func numbers(_ pairs: [String]) throws(RuntimeError) -> [Double] {
        var values: [String: Double] = [:]
        for pair in pairs {
            let parts = pair.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, let value = OpenQASMProgram.number(String(parts[1])) else {
                throw RuntimeError(
                    .invalidCommand, "A parameter is given as name=value, and its value is a number.",
                    context: ["parameter": pair])
            }
            values[String(parts[0])] = value
        }
        let names = self.program.inputs.map(\.name)
        for name in values.keys where !names.contains(name) {
            throw RuntimeError(
                .invalidCommand, "The program has no input of this name.",
                context: ["file": self.path, "parameter": name, "inputs": names.joined(separator: " ")])
        }
        var numbers: [Double] = []
        for name in names {
            guard let value = values[name] else {
                throw RuntimeError(
                    .invalidCommand, "An input of the program has no value; give it with --parameter.",
                    context: ["file": self.path, "parameter": name])
            }
            numbers.append(value)
        }
        return numbers
    }
}
