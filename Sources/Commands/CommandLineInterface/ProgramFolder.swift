import Foundation
import Glibc
import RuntimeModel

/// The files of a program's folder, those aside that are hidden or compiled.
///
/// A link counts for the file that it leads to, which has to be in the folder. Nothing but files and folders is opened:
/// a pipe would wait for its writer, and reading a device may do anything.
struct ProgramFolder {
    private let folder: String
    /// The same without links.
    private let root: String
    private var byteCount = 0
    private var files: [(name: String, content: [UInt8])] = []

    /// Reads all of them, in the order of their names.
    ///
    /// - Throws: `program.invalid` for a link that leads out of the folder, to another folder or nowhere, for what is no
    ///   file, and for a name that is not UTF-8; `payload.tooLarge`; `command.invalid` when something cannot be read.
    static func files(of folder: String) throws(RuntimeError) -> [(name: String, content: [UInt8])] {
        guard let root = Self.resolved(folder) else {
            throw RuntimeError(.invalidCommand, "The folder cannot be read.", context: ["folder": folder])
        }
        var reader = Self(folder: folder, root: root)
        try reader.read("")
        return reader.files.sorted { $0.name < $1.name }
    }

    private init(folder: String, root: String) {
        self.folder = folder
        self.root = root
    }

    /// Reads what is below a name that ends with a slash, or is empty.
    private mutating func read(_ parent: String) throws(RuntimeError) {
        // A folder that cannot be listed is told as such.
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: self.root + "/" + parent)
        else {
            throw RuntimeError(
                .invalidCommand, "The folder cannot be read.", context: ["folder": self.folder + "/" + parent]
            )
        }
        for name in names where !name.hasPrefix(".") && name != "__pycache__" && !name.hasSuffix(".pyc") {
            let path = self.root + "/" + parent + name
            switch Self.kind(of: path) {
            case S_IFDIR: try self.read(parent + name + "/")
            case S_IFREG: try self.readFile(path, as: parent + name)
            case S_IFLNK: try self.readLink(path, as: parent + name)
            case 0:
                // Of a name that is none of texts only what is readable is known, and there is no file of that name.
                throw self.refused(
                    name.unicodeScalars.contains("\u{FFFD}")
                        ? "A name in the program's folder is not UTF-8."
                        : "A file of the program's folder cannot be read.", parent + name)
            default:
                throw self.refused("The program's folder holds something else than files.", parent + name)
            }
        }
    }

    private mutating func readLink(_ path: String, as name: String) throws(RuntimeError) {
        guard let target = Self.resolved(path) else {
            throw self.refused("A link in the program's folder leads nowhere.", name)
        }
        guard target.hasPrefix(self.root + "/") else {
            throw self.refused("A link in the program's folder leads out of it.", name)
        }
        guard Self.kind(of: target) == S_IFREG else {
            throw self.refused("A link in the program's folder leads to something else than a file.", name)
        }
        try self.readFile(target, as: name)
    }

    private mutating func readFile(_ path: String, as name: String) throws(RuntimeError) {
        guard self.files.count < ProgramBundle.fileCountMax else {
            throw ProgramBundle.tooManyFiles(["folder": self.folder])
        }
        let content = try ProgramFile.bytes(of: path, isRegular: true)
        self.byteCount += content.count
        guard self.byteCount <= ProgramFile.byteCountMax else {
            throw RuntimeError(
                .payloadTooLarge, "The program's files are too long.",
                context: ["folder": self.folder, "limit": "\(ProgramFile.byteCountMax)"])
        }
        self.files.append((name, content))
    }

    /// The type bits of the mode of a file, or of a link itself; 0 when there is none.
    private static func kind(of path: String) -> mode_t {
        var status = stat()
        guard lstat(path, &status) == 0 else { return 0 }
        return status.st_mode & S_IFMT
    }

    /// An absolute path without links; `nil` when it leads nowhere.
    private static func resolved(_ path: String) -> String? {
        guard let found = realpath(path, nil) else { return nil }
        defer { free(found) }
        return String(cString: found)
    }

    private func refused(_ message: String, _ name: String) -> RuntimeError {
        RuntimeError(.programInvalid, message, context: ["file": self.folder + "/" + name])
    }
}
