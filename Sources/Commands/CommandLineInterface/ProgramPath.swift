import RuntimeModel

/// Names of the files of a program of several.
enum ProgramPath {
    /// The name without steps that lead nowhere: `./a//b.py` is `a/b.py`.
    ///
    /// - Throws: `program.invalid` for one that leads out of the program.
    static func checked(_ name: String) throws(RuntimeError) -> String {
        let parts = name.split(separator: "/").filter { $0 != "." }
        let isInside = !name.hasPrefix("/") && !parts.contains("..") && !name.unicodeScalars.contains("\u{0}")
        guard isInside, !parts.isEmpty else {
            throw RuntimeError(
                .programInvalid, "A file of the program's archive lies outside of it.",
                context: ["name": name])
        }
        return parts.joined(separator: "/")
    }
}
