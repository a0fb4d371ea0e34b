import CommandLineInterface
import Foundation
import RuntimeModel

/// Refuses a program that cannot run, before it is sent.
enum SourceCheck {
    /// - Throws: `program.invalid` naming file and line.
    static func require(_ program: ProgramBundle, file: String) async throws(RuntimeError) {
        let path = ProcessInfo.processInfo.environment["PATH"]
        switch await ProgramCheck.check(program.entrySource, searchPath: path) {
        case .sound: break
        case .skipped(let reason): Console.error("note: the program was not checked: \(reason)")
        case .unsound(let problem, let line):
            var context = ["file": file]
            if let line { context["line"] = "\(line)" }
            throw RuntimeError(.programInvalid, problem, context: context)
        }
    }
}
