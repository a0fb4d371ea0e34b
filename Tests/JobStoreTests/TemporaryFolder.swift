import Foundation

/// A folder for one test, removed when it ends.
enum TemporaryFolder {
    static func run(_ body: (String) async throws -> Void) async throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        // What cannot be removed is the operating system's to clean.
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await body(path)
    }
}
