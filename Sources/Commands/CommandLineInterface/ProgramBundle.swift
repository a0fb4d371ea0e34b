import Foundation
package import RuntimeModel

/// A program as it is uploaded: a Python file, or an archive of several.
package struct ProgramBundle: Sendable {
    /// The module with `main` of an archive of which nothing else was said.
    package static let standardEntry = "main.py"
    /// Most files of a program.
    package static let fileCountMax = 10_000

    /// What is sent.
    package let bytes: [UInt8]
    /// The module with `main`; `nil` for a tar that was made elsewhere, which is not looked into.
    package let entrySource: String?

    /// Whether a path names a program's file or folder, and not a program by its id.
    package static func isPath(_ path: String) -> Bool {
        path.hasSuffix(".py") || path.hasSuffix(".tar") || path.contains("/") || Self.isFolder(path)
    }

    /// Reads a Python file, a folder or a tar.
    ///
    /// - Parameter entry: of a folder or tar, the module with `main`; `main.py` without it.
    /// - Throws: `program.invalid`, `command.invalid` when something cannot be read, `payload.tooLarge`.
    package init(path: String, entry: String?) throws(RuntimeError) {
        if Self.isFolder(path) {
            let files = try Self.files(of: path)
            let entry = entry ?? Self.standardEntry
            guard let source = files.first(where: { $0.name == entry })?.content else {
                throw RuntimeError(
                    .programInvalid, "The program has no entry module of that name.",
                    context: ["folder": path, "entry": entry])
            }
            self.bytes = TarArchive.bytes(of: files, entry: entry)
            self.entrySource = String(decoding: source, as: UTF8.self)
            return
        }
        let bytes = try ProgramFile.bytes(of: path)
        guard TarArchive.isArchive(bytes) else {
            let source = try ProgramFile.source(of: path)
            self.bytes = Array(source.utf8)
            self.entrySource = source
            return
        }
        self.bytes = (entry.map { TarArchive.entryHeader($0) } ?? []) + bytes
        self.entrySource = nil
    }

    private static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }

    /// The files below a folder by name, those aside that are hidden or compiled.
    private static func files(of folder: String) throws(RuntimeError) -> [(name: String, content: [UInt8])] {
        guard let found = FileManager.default.enumerator(atPath: folder) else {
            throw RuntimeError(.invalidCommand, "The folder cannot be read.", context: ["folder": folder])
        }
        var names: [String] = []
        while let name = found.nextObject() as? String {
            let parts = name.split(separator: "/")
            let isLeftOut = parts.contains { $0.hasPrefix(".") || $0 == "__pycache__" }
            guard !isLeftOut, !name.hasSuffix(".pyc"), !Self.isFolder(folder + "/" + name) else { continue }
            names.append(name)
            guard names.count <= Self.fileCountMax else {
                throw RuntimeError(
                    .payloadTooLarge, "The program has too many files.",
                    context: ["folder": folder, "limit": "\(Self.fileCountMax)"])
            }
        }
        var files: [(name: String, content: [UInt8])] = []
        for name in names.sorted() { files.append((name, try ProgramFile.bytes(of: folder + "/" + name))) }
        return files
    }
}
