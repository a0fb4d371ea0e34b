import RuntimeModel

/// Names of the files of a program of several.
enum ProgramPath {
    /// Longest name of a file or folder, in bytes: what file systems take, and those of sandboxes.
    private static let partByteCountMax = 255
    /// Longest of all, in bytes; a path of the system has 4096, and stands behind that of the job's folder.
    private static let byteCountMax = 3072

    /// The name without steps that lead nowhere: `./a//b.py` is `a/b.py`.
    ///
    /// - Throws: `program.invalid` for one that leads out of the program, or that no file can have.
    static func checked(_ name: String) throws(RuntimeError) -> String {
        let parts = name.split(separator: "/").filter { $0 != "." }
        let isInside = !name.hasPrefix("/") && !parts.contains("..") && !name.unicodeScalars.contains("\u{0}")
        guard isInside, !parts.isEmpty else {
            throw RuntimeError(
                .programInvalid, "A file of the program's archive lies outside of it.",
                context: ["name": name])
        }
        let path = parts.joined(separator: "/")
        guard path.utf8.count <= Self.byteCountMax,
            parts.allSatisfy({ $0.utf8.count <= Self.partByteCountMax })
        else {
            throw RuntimeError(
                .programInvalid, "A name in the program's archive is longer than a file's can be.",
                context: ["name": String(path.prefix(Self.partByteCountMax))])
        }
        return path
    }
}
