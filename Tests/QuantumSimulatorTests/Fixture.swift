import Foundation

/// Finds the files that tests read.
enum Fixture {
    /// A file beside these tests.
    static func data(_ name: String) throws -> Data {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        return try Data(contentsOf: folder.appending(path: "Fixtures/\(name)"))
    }

    /// Circuits that Swift and Python both read.
    static var goldenFolder: URL {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Golden/circuits")
    }
}
