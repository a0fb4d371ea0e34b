/// The words of a text, as a search compares them: runs of letters and digits, in lower case.
package enum SearchWords {
    /// In the order in which they stand.
    package static func of(_ text: String) -> [String] {
        text.lowercased().split { !($0.isLetter || $0.isNumber) }.map { String($0) }
    }

    /// Whether each of `wanted` is the beginning of a word of `text`.
    package static func matches(_ wanted: [String], in text: String) -> Bool {
        let words = Self.of(text)
        return wanted.allSatisfy { beginning in words.contains { $0.hasPrefix(beginning) } }
    }
}
