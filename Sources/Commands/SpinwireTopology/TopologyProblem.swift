/// One thing that is wrong in a configuration file.
package struct TopologyProblem: Sendable, Hashable, CustomStringConvertible {
    /// The file, as it was named.
    package var file: String
    /// Line in it, counted from 1; `nil` when the file as a whole is meant.
    package var line: Int?
    /// Path of the field, such as `executors[0].slots`; empty when the file as a whole is meant.
    package var field: String
    /// What is wrong and what would be right, as a sentence without its full stop.
    package var sentence: String

    /// `FILE:LINE: FIELD: sentence`.
    package var description: String {
        let place = self.file + (self.line.map { ":\($0)" } ?? "")
        return place + ": " + (self.field.isEmpty ? "" : self.field + ": ") + self.sentence
    }
}
