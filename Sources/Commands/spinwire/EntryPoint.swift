import ArgumentParser
import CommandLineInterface
import Glibc
import RuntimeModel

/// Parses the command line, runs the command, and turns what was thrown into lines and an exit status.
@main
enum EntryPoint {
    static func main() async {
        // A reader that is gone shows as an error of the write, in this process as in a service.
        signal(SIGPIPE, SIG_IGN)
        exit(await Self.run())
    }

    private static func run() async -> Int32 {
        do {
            var command = try SpinwireCommand.parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            return CommandStatus.success.rawValue
        } catch let status as CommandStatus {
            return status.rawValue
        } catch {
            return Self.report(error)
        }
    }

    private static func report(_ error: any Error) -> Int32 {
        if let error = error as? RuntimeError { return Self.report(failure: error) }
        let message = SpinwireCommand.fullMessage(for: error)
        if SpinwireCommand.exitCode(for: error).isSuccess {
            Console.output(message)
            return CommandStatus.success.rawValue
        }
        Console.error(message.isEmpty ? "error: \(error)" : Self.withCode(message))
        return CommandStatus.usage.rawValue
    }

    /// What the parser says of a command line, in the form of all other errors.
    private static func withCode(_ message: String) -> String {
        let prefix = "Error: "
        guard message.hasPrefix(prefix) else { return message }
        let lines = message.dropFirst(prefix.count).split(
            separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
        let first = "error: \(lines[0]) [\(RuntimeError.Code.invalidCommand.rawValue)]"
        return ([first] + lines.dropFirst().map(String.init)).joined(separator: "\n")
    }

    private static func report(failure: RuntimeError) -> Int32 {
        for line in ErrorText.lines(failure) { Console.error(line) }
        return CommandStatus(failure).rawValue
    }
}
