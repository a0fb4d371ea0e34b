import Foundation
import JSONSchema
import Testing

/// The JSON Schema organisation's test suite, as Debian's `libtest-json-schema-acceptance-perl` installs it; the package
/// `json-schema-test-suite` ends with draft 7.
enum OfficialSuite {
    static let folder = URL(
        filePath: "/usr/share/perl5/auto/share/dist/Test-JSON-Schema-Acceptance", directoryHint: .isDirectory)

    /// One file of the suite.
    struct File: Sendable, CustomTestStringConvertible {
        var dialect: SchemaDialect
        var path: String
        var testDescription: String { "\(self.dialect.rawValue)/\(self.path)" }
    }

    static var isThere: Bool { FileManager.default.fileExists(atPath: self.folder.path) }

    /// The files of a folder within each dialect's tests.
    static func files(in part: String = "") -> [File] {
        SchemaDialect.allCases.flatMap { dialect in
            let folder = self.folder.appending(path: "tests/\(dialect.rawValue)/\(part)")
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
            return names.filter { $0.hasSuffix(".json") }.sorted().map {
                File(dialect: dialect, path: part + $0)
            }
        }
    }

    static func read(_ path: String) throws -> JSONDocument {
        try JSONDocument(Array(Data(contentsOf: self.folder.appending(path: path))))
    }

    /// What the suite's references may lead to: its own server's documents.
    static func remotes() throws -> [String: JSONDocument] {
        var found: [String: JSONDocument] = [:]
        let root = self.folder.appending(path: "remotes")
        let paths = FileManager.default.enumerator(atPath: root.path)?.allObjects ?? []
        for case let path as String in paths where path.hasSuffix(".json") {
            found["http://localhost:1234/" + path] = try self.read("remotes/" + path)
        }
        return found
    }
}
