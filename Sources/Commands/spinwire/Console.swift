import CommandLineInterface
import Glibc

/// Lines to stdout and stderr, each written whole and at once, so that a pipe's reader sees them as they come.
///
/// The one place at which texts of others come to a terminal: whatever is written as lines cannot steer it. JSON has its
/// escapes, and loses nothing by it.
enum Console {
    /// Whether somebody watches stderr, so that a line may be rewritten.
    static var isErrorTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// Whether somebody watches stdout, so that characters beyond ASCII may be drawn with.
    static var isOutputTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

    /// Characters of a line of stdout.
    static var width: Int {
        var size = winsize()
        if ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 { return Int(size.ws_col) }
        return 80
    }

    /// A line of output. Ends the command when nobody reads it any more.
    static func output(_ line: String) {
        // As if the signal had come that other commands get.
        if !Self.write(TerminalText.lines(line) + "\n", to: STDOUT_FILENO) { exit(128 + SIGPIPE) }
    }

    /// A text that somebody has written, with the end of a line behind it: exact for a file or a pipe, and for a
    /// terminal as lines are.
    static func output(text bytes: [UInt8]) {
        if Self.isOutputTerminal { return Self.output(String(decoding: bytes, as: UTF8.self)) }
        Self.output(bytes + [UInt8(ascii: "\n")])
    }

    /// Bytes of output. Ends the command when nobody reads them any more.
    static func output(_ bytes: [UInt8]) {
        if !Self.write(bytes, to: STDOUT_FILENO) { exit(128 + SIGPIPE) }
    }

    /// A line of output of a process that has more to do than to print.
    static func note(_ line: String) { Self.write(TerminalText.lines(line) + "\n", to: STDOUT_FILENO) }

    /// A line that tells about the output.
    static func error(_ line: String) { Self.write(TerminalText.lines(line) + "\n", to: STDERR_FILENO) }

    /// Text of our own without an end of line, for a line that is rewritten.
    static func errorPart(_ text: String) { Self.write(text, to: STDERR_FILENO) }

    /// - Returns: `false` when nobody reads any more.
    @discardableResult
    private static func write(_ text: String, to descriptor: Int32) -> Bool {
        Self.write(Array(text.utf8), to: descriptor)
    }

    @discardableResult
    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            if count <= 0 { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }
}
