import Foundation
import Glibc
package import RuntimeModel

/// A program's source and metadata, read from files.
package enum ProgramFile {
    /// Longest file that is read, in bytes.
    package static let byteCountMax = 64 << 20

    /// The bytes of a file.
    ///
    /// - Parameter isRegular: whether it has to be a file; a pipe or a device is not opened then.
    /// - Throws: `command.invalid` when it cannot be read, `program.invalid` when it is no file, `payload.tooLarge`.
    package static func bytes(of path: String, isRegular: Bool = false) throws(RuntimeError) -> [UInt8] {
        var status = stat()
        if isRegular, stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
            throw RuntimeError(.programInvalid, "The program is not a file.", context: ["file": path])
        }
        // What cannot be read has no bytes; a file grows, a device has no end.
        guard let file = FileHandle(forReadingAtPath: path),
            let data = try? file.read(upToCount: Self.byteCountMax + 1) ?? Data()
        else {
            throw RuntimeError(.invalidCommand, "The file cannot be read.", context: ["file": path])
        }
        guard data.count <= Self.byteCountMax else {
            throw RuntimeError(
                .payloadTooLarge, "The file is too long.",
                context: ["file": path, "limit": "\(Self.byteCountMax)"])
        }
        return [UInt8](data)
    }

    /// A program's source.
    ///
    /// - Throws: `program.invalid` when it is not UTF-8.
    static func source(_ bytes: [UInt8], file: String) throws(RuntimeError) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw RuntimeError(.programInvalid, "The program is not UTF-8 text.", context: ["file": file])
        }
        return text
    }

    /// The members of a metadata file.
    ///
    /// - Throws: `program.metadataInvalid` when it is no JSON object.
    package static func metadata(of path: String) throws(RuntimeError) -> [String: JSONValue] {
        try JSONInput.object(
            try Self.bytes(of: path), what: "metadata", code: .metadataInvalid, context: ["file": path])
    }

    /// A path without the end that tells what is there: `.py`, `.tar`, or the slashes behind a folder.
    package static func stem(of path: String) -> String {
        for suffix in [".py", ".tar"] where path.hasSuffix(suffix) {
            return String(path.dropLast(suffix.count))
        }
        return String(path.reversed().drop { $0 == "/" }.reversed())
    }

    /// The last part of a path.
    package static func fileName(of path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }

    /// The name of a program that has none, from its file: `my_program.py` is `my-program`.
    package static func name(from path: String) -> String {
        let stem = Self.fileName(of: Self.stem(of: path))
        let letters = stem.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
        let name = String(letters.drop { $0 == "-" })
        return name.isEmpty ? "program" : name
    }
}
