import Foundation

/// Runs small scripts that parse a program with the first `python3` of the search path.
enum PythonParser {
    /// Longest wait for one.
    private static let secondsMax = 30

    /// Whether there is one.
    static func isThere(_ searchPath: String?) -> Bool { Self.find(searchPath) != nil }

    private static func find(_ searchPath: String?) -> String? {
        let folders = searchPath ?? "/usr/local/bin:/usr/bin:/bin"
        let candidates = folders.split(separator: ":").map { "\($0)/python3" }
        return candidates.first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// What a script prints about its input; `nil` when it could not be run.
    static func run(_ script: String, input: [UInt8], searchPath: String?) async -> [UInt8]? {
        guard let python = Self.find(searchPath) else { return nil }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = ["-I", "-S", "-c", script]
        let (toParser, fromParser) = (Pipe(), Pipe())
        process.standardInput = toParser
        process.standardOutput = fromParser
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return nil }
        let limit = DispatchWorkItem { process.terminate() }
        DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(Self.secondsMax), execute: limit)
        // The parser reads all of it before it writes; a parser that is gone shows in its answer.
        try? toParser.fileHandleForWriting.write(contentsOf: Data(input))
        try? toParser.fileHandleForWriting.close()
        let answer = try? fromParser.fileHandleForReading.readToEnd()
        process.waitUntilExit()
        limit.cancel()
        return process.terminationStatus == 0 ? answer.map { [UInt8]($0) } : nil
    }
}
