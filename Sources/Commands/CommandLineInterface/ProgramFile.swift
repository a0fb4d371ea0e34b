import Foundation
package import RuntimeModel

/// A program's source and metadata, read from files.
package enum ProgramFile {
    /// Longest file that is read, in bytes.
    package static let byteCountMax = 64 << 20

    /// The bytes of a file.
    ///
    /// - Throws: `command.invalid` when it cannot be read, `payload.tooLarge`.
    package static func bytes(of path: String) throws(RuntimeError) -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw RuntimeError(.invalidCommand, "The file cannot be read.", context: ["file": path])
        }
        guard data.count <= Self.byteCountMax else {
            throw RuntimeError(
                .payloadTooLarge, "The file is too long.",
                context: ["file": path, "byte_count": "\(data.count)", "limit": "\(Self.byteCountMax)"])
        }
        return [UInt8](data)
    }

    /// A program's source.
    ///
    /// - Throws: `program.invalid` when it is not UTF-8.
    package static func source(of path: String) throws(RuntimeError) -> String {
        guard let text = String(validating: try Self.bytes(of: path), as: UTF8.self) else {
            throw RuntimeError(.programInvalid, "The program is not UTF-8 text.", context: ["file": path])
        }
        return text
    }

    /// The members of a metadata file.
    ///
    /// - Throws: `program.metadataInvalid` when it is no JSON object.
    package static func metadata(of path: String) throws(RuntimeError) -> [String: JSONValue] {
        let bytes = try Self.bytes(of: path)
        guard let members = (try? JSONDecoder().decode(JSONValue.self, from: Data(bytes)))?.objectValue else {
            throw RuntimeError(
                .metadataInvalid, "The metadata is not a JSON object.", context: ["file": path])
        }
        return members
    }

    /// The name of a program that has none, from its file: `my_program.py` is `my-program`.
    package static func name(from path: String) -> String {
        var stem = path.split(separator: "/").last ?? ""
        for suffix in [".py", ".tar"] where stem.hasSuffix(suffix) { stem = stem.dropLast(suffix.count) }
        let letters = stem.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
        let name = String(letters.drop { $0 == "-" })
        return name.isEmpty ? "program" : name
    }
}
