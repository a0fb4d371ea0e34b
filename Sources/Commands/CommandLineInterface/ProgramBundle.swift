import Foundation
package import RuntimeModel

/// A program as it is uploaded: a Python file, or an archive of several.
///
/// What has been looked at is what is sent: a tar that was made elsewhere is taken apart and packed anew.
package struct ProgramBundle: Sendable {
    /// The module with `main` of an archive of which nothing else was said.
    package static let standardEntry = "main.py"
    /// Most files of a program.
    package static let fileCountMax = 10_000

    /// What is sent.
    package let bytes: [UInt8]
    /// The module with `main`.
    package let entrySource: String

    /// Ends of the names of files that are programs, or are told why they are none.
    private static let suffixes = [
        ".py", ".tar", ".tgz", ".tar.gz", ".tar.bz2", ".tar.xz", ".tar.zst", ".zip",
    ]

    /// Whether a path names a program's file or folder, and not a program by its id.
    package static func isPath(_ path: String) -> Bool {
        Self.suffixes.contains { path.hasSuffix($0) } || path.contains("/") || Self.isFolder(path)
    }

    /// Reads a Python file, a folder or a tar.
    ///
    /// - Parameter entry: of a folder or tar, the module with `main`; without it what the tar says, or `main.py`.
    /// - Throws: `program.invalid`, `command.invalid` when something cannot be read, `payload.tooLarge`.
    package init(path: String, entry: String?) throws(RuntimeError) {
        if Self.isFolder(path) {
            try self.init(
                files: try ProgramFolder.files(of: path), entry: entry ?? Self.standardEntry,
                of: ["folder": path])
            return
        }
        let bytes = try ProgramFile.bytes(of: path, isRegular: true)
        if TarArchive.isArchive(bytes) {
            let archive = try TarReader(bytes)
            try self.init(
                files: archive.files.sorted { $0.key < $1.key }.map { (name: $0.key, content: $0.value) },
                entry: entry ?? archive.entry ?? Self.standardEntry, of: ["file": path])
            return
        }
        if let form = Self.packedForms.first(where: { bytes.starts(with: $0.mark) }) {
            throw RuntimeError(
                .programInvalid, "The program is packed in a form that is not read; make a plain tar of it.",
                context: ["file": path, "form": form.name])
        }
        self.init(bytes: bytes, entrySource: try ProgramFile.source(bytes, file: path))
    }

    private init(bytes: [UInt8], entrySource: String) {
        self.bytes = bytes
        self.entrySource = entrySource
    }

    private init(
        files: [(name: String, content: [UInt8])], entry: String, of place: [String: String]
    ) throws(RuntimeError) {
        guard let source = files.first(where: { $0.name == entry })?.content else {
            throw RuntimeError(
                .programInvalid, "The program has no entry module of that name.",
                context: place.merging(["entry": entry]) { $1 })
        }
        self.init(
            bytes: TarArchive.bytes(of: files, entry: entry),
            entrySource: try ProgramFile.source(source, file: entry))
    }

    static func tooManyFiles(_ place: [String: String]) -> RuntimeError {
        RuntimeError(
            .payloadTooLarge, "The program has too many files.",
            context: place.merging(["limit": "\(Self.fileCountMax)"]) { $1 })
    }

    /// How files begin that hold others, and how they are called.
    private static let packedForms: [(mark: [UInt8], name: String)] = [
        ([0x1F, 0x8B], "gzip"), (Array("BZh".utf8), "bzip2"), ([0xFD] + Array("7zXZ".utf8), "xz"),
        ([0x28, 0xB5, 0x2F, 0xFD], "zstd"), (Array("PK\u{3}\u{4}".utf8), "zip"),
    ]

    private static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }
}
