import CommandLineInterface
import Foundation
import RuntimeModel
import Testing

/// Programs of several files, as they are packed from a folder.
@Suite struct ProgramBundleTests {
    private func inFolder(_ files: [String: String], _ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, text) in files {
            let file = folder.appendingPathComponent(name)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
        try body(folder.path)
    }

    @Test func equalFoldersAreEqualBytesWithoutWhatIsHiddenOrCompiled() throws {
        var packed: [[UInt8]] = []
        for hidden in ["one", "two"] {
            try self.inFolder(
                [
                    "main.py": "import helper", "helper.py": "pass", "inner/data.txt": "text",
                    ".hidden": hidden, "__pycache__/main.pyc": hidden,
                ]
            ) { packed.append(try ProgramBundle(path: $0, entry: nil).bytes) }
        }
        #expect(packed[0] == packed[1])
        #expect(TarArchive.isArchive(packed[0]))
        #expect(packed[0].count % 512 == 0)
        #expect(!String(decoding: packed[0], as: UTF8.self).contains("one"))
    }

    @Test func theEntryModuleIsNamedAndHasToBeThere() throws {
        try self.inFolder(["solver.py": "def main(): pass"]) { folder in
            let bundle = try ProgramBundle(path: folder, entry: "solver.py")
            #expect(bundle.entrySource == "def main(): pass")
            #expect(String(decoding: bundle.bytes, as: UTF8.self).contains("28 SPINWIRE.entry=solver.py\n"))
            #expect { _ = try ProgramBundle(path: folder, entry: nil) } throws: {
                ($0 as? RuntimeError)?.code == .programInvalid
            }
        }
    }

    @Test func aTarThatWasMadeElsewhereIsSentAsItIsUnlessItsEntryIsNamed() throws {
        let tar = TarArchive.bytes(of: [("solver.py", [1, 2, 3])], entry: "main.py")
        try self.inFolder([:]) { folder in
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let path = folder + "/program.tar"
            try Data(tar).write(to: URL(fileURLWithPath: path))
            #expect(try ProgramBundle(path: path, entry: nil).bytes == tar)
            let named = try ProgramBundle(path: path, entry: "solver.py")
            #expect(named.bytes == TarArchive.entryHeader("solver.py") + tar)
            #expect(named.entrySource == nil)
        }
    }

    @Test func pathsAreToldFromProgramIDs() {
        for path in ["a.py", "a.tar", "./a", "/tmp"] { #expect(ProgramBundle.isPath(path)) }
        #expect(!ProgramBundle.isPath("hello-world-m92QdGKYro"))
    }
}
