import Foundation

/// Looks at a program's source before it is sent: whether it is Python, and has a proper `main`.
///
/// The source is only parsed, never run or imported. The service itself stores any bytes; this spares its user a
/// run that can only fail.
package enum ProgramCheck {
    /// What a check found.
    package enum Finding: Sendable, Equatable {
        /// Nothing wrong.
        case sound
        /// The sentence says what is wrong, the line where.
        case unsound(String, line: Int?)
        /// There is no Python here to check with.
        case skipped(String)
    }

    /// Longest wait for the parser.
    private static let secondsMax = 30

    /// Checks `source` with the first `python3` of the search path.
    package static func check(_ source: String, searchPath: String?) async -> Finding {
        guard let python = Self.find("python3", in: searchPath ?? "/usr/local/bin:/usr/bin:/bin") else {
            return .skipped("there is no python3 to check the program with")
        }
        guard let answer = await Self.run(python, input: source),
            let verdict = try? JSONDecoder().decode(Verdict.self, from: Data(answer))
        else { return .skipped("python3 could not check the program") }
        guard let problem = verdict.problem else { return .sound }
        return .unsound(problem, line: verdict.line)
    }

    private static func find(_ name: String, in searchPath: String) -> String? {
        let candidates = searchPath.split(separator: ":").map { $0 + "/" + name }
        return candidates.first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    private static func run(_ python: String, input: String) async -> [UInt8]? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = ["-I", "-S", "-c", Self.parser]
        let (toParser, fromParser) = (Pipe(), Pipe())
        process.standardInput = toParser
        process.standardOutput = fromParser
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return nil }
        let limit = DispatchWorkItem { process.terminate() }
        DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(Self.secondsMax), execute: limit)
        // The parser reads all of it before it writes; a parser that is gone shows in its answer.
        try? toParser.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        try? toParser.fileHandleForWriting.close()
        let answer = try? fromParser.fileHandleForReading.readToEnd()
        process.waitUntilExit()
        limit.cancel()
        return process.terminationStatus == 0 ? answer.map { [UInt8]($0) } : nil
    }

    private struct Verdict: Decodable {
        var problem: String?
        var line: Int?
    }

    /// Parses stdin and prints a verdict. `main` may also be imported or assigned: then only a run can tell.
    private static let parser = """
        import ast, json, sys
        def verdict(problem=None, line=None):
            print(json.dumps({"problem": problem, "line": line}))
            sys.exit(0)
        try:
            tree = ast.parse(sys.stdin.buffer.read())
        except SyntaxError as error:
            verdict("The program has a syntax error: " + str(error.msg) + ".", error.lineno)
        except ValueError as error:
            verdict("The program cannot be parsed: " + str(error) + ".")
        names = set()
        for node in tree.body:
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name == "main":
                if isinstance(node, ast.AsyncFunctionDef):
                    verdict("main must not be asynchronous.", node.lineno)
                places = len(node.args.posonlyargs) + len(node.args.args)
                if places < 2 and node.args.vararg is None:
                    verdict("main must take backend and user_messenger.", node.lineno)
                verdict()
            for part in ast.walk(node):
                if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
                    names.add(part.id)
                elif isinstance(part, (ast.FunctionDef, ast.ClassDef)):
                    names.add(part.name)
                elif isinstance(part, ast.alias):
                    names.add((part.asname or part.name).split(".")[0])
        if "main" not in names and "*" not in names:
            verdict("The program has no main(backend, user_messenger, ...).")
        verdict()
        """
}
