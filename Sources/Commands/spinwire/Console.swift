import Glibc

/// Lines to stdout and stderr, each written whole and at once, so that a pipe's reader sees them as they come.
enum Console {
    /// Whether somebody watches stderr, so that a line may be rewritten.
    static var isErrorTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// A line of output.
    static func output(_ line: String) { Self.write(line + "\n", to: STDOUT_FILENO) }

    /// A line that tells about the output.
    static func error(_ line: String) { Self.write(line + "\n", to: STDERR_FILENO) }

    /// Text without an end of line, for a line that is rewritten.
    static func errorPart(_ text: String) { Self.write(text, to: STDERR_FILENO) }

    private static func write(_ text: String, to descriptor: Int32) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            // Nobody reads any more: as if the signal had come that other commands get.
            if count <= 0 { exit(128 + SIGPIPE) }
            rest = rest.dropFirst(count)
        }
    }
}
