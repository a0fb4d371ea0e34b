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

    /// Checks `source` with the first `python3` of the search path.
    package static func check(_ source: String, searchPath: String?) async -> Finding {
        guard PythonParser.isThere(searchPath) else {
            return .skipped("there is no python3 to check the program with")
        }
        guard
            let answer = await PythonParser.run(
                Self.parser, input: Array(source.utf8), searchPath: searchPath),
            let verdict = try? JSONDecoder().decode(Verdict.self, from: Data(answer))
        else { return .skipped("python3 could not check the program") }
        guard let problem = verdict.problem else { return .sound }
        return .unsound(problem, line: verdict.line)
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
