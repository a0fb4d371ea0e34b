/// What others wrote, as it may stand on a terminal: nothing in it moves the cursor, colours, names the window or turns
/// the direction of writing. Each such character becomes a space.
package enum TerminalText {
    /// A text for a place within a line: the ends of its own lines become spaces as well.
    package static func line(_ text: String) -> String {
        guard Self.needsCare(text) else { return text }
        return Self.replaced(text) { _ in false }
    }

    /// A text of lines: their ends and tabs stay. A carriage return, alone or before a line feed, is such an end, as
    /// what stands before it would be written over.
    package static func lines(_ text: String) -> String {
        guard Self.needsCare(text) else { return text }
        var ended = ""
        var hasReturned = false
        for scalar in text.unicodeScalars {
            if hasReturned, scalar != "\n" { ended.unicodeScalars.append("\n") }
            hasReturned = scalar == "\r"
            if !hasReturned { ended.unicodeScalars.append(scalar) }
        }
        // One at the very end writes over nothing.
        return Self.replaced(ended) { $0 == "\n" || $0 == "\t" }
    }

    /// Whether a terminal does something else with it than to show it, or shows others in another place for it.
    static func steers(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0: true
        // Ends of lines and paragraphs; marking, embedding, overriding and isolating the direction of writing.
        case 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    /// Nearly every text is plain ASCII, which is seen at once.
    private static func needsCare(_ text: String) -> Bool {
        text.utf8.contains { $0 < 0x20 || $0 >= 0x7F }
    }

    private static func replaced(_ text: String, keeping isKept: (Unicode.Scalar) -> Bool) -> String {
        var shown = ""
        for scalar in text.unicodeScalars {
            shown.unicodeScalars.append(Self.steers(scalar) && !isKept(scalar) ? " " : scalar)
        }
        return shown
    }
}
