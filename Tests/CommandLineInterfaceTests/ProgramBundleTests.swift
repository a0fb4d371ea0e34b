import CommandLineInterface
import Foundation
import Glibc
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

    private func packed(_ members: [Member]) -> [UInt8] {
        members.flatMap(\.bytes) + [UInt8](repeating: 0, count: 1024)
    }

    private func refusal(_ bytes: [UInt8], name: String = "program.tar", entry: String? = nil) throws
        -> RuntimeError?
    {
        var refusal: RuntimeError?
        try self.inFolder([name: ""]) { folder in
            let path = folder + "/" + name
            try Data(bytes).write(to: URL(fileURLWithPath: path))
            do throws(RuntimeError) { _ = try ProgramBundle(path: path, entry: entry) } catch {
                refusal = error
            }
        }
        return refusal
    }

    @Test func aTarThatWasMadeElsewhereIsTakenApartAndPackedAnew() throws {
        let source = Array("def main(a, b): pass".utf8)
        let tar = self.packed([
            Member("./inner/", type: "5"), Member("./solver.py", source), Member("inner/data", [1, 2, 3]),
        ])
        try self.inFolder(["program.tar": ""]) { folder in
            let path = folder + "/program.tar"
            try Data(tar).write(to: URL(fileURLWithPath: path))
            let bundle = try ProgramBundle(path: path, entry: "solver.py")
            let files = [
                (name: "inner/data", content: [UInt8]([1, 2, 3])), (name: "solver.py", content: source),
            ]
            #expect(bundle.bytes == TarArchive.bytes(of: files, entry: "solver.py"))
            #expect(bundle.entrySource == "def main(a, b): pass")
            // What has been packed here says itself which module is its entry.
            try Data(bundle.bytes).write(to: URL(fileURLWithPath: path))
            #expect(try ProgramBundle(path: path, entry: nil).bytes == bundle.bytes)
        }
    }

    @Test func longNamesOfEitherKindAreRead() throws {
        let name = String(repeating: "n", count: 150) + "é.py"
        let gnu = self.packed([
            Member("././@LongLink", Array(name.utf8) + [0], type: "L"),
            Member(String(name.prefix(100)), [35]),
        ])
        let pax = TarArchive.bytes(of: [(name, [35])], entry: name)
        for bytes in [gnu, pax] { #expect(try self.refusal(bytes, entry: name) == nil) }
    }

    @Test(arguments: [
        (Member("../main.py", [35]), "lies outside"), (Member("/main.py", [35]), "lies outside"),
        (Member("a/../main.py", [35]), "lies outside"),
        (Member("main.py", type: "2", link: "/etc/passwd"), "a link"),
        (Member("main.py", type: "1", link: "other"), "a link"),
        (Member("pipe", type: "6"), "something else"),
        (Member("disk", type: "3"), "something else"), (Member("other.py", [35]), "no entry module"),
    ])
    func whatAProgramMayNotHaveIsToldAsWhatItIs(member: Member, words: String) throws {
        let error = try #require(try self.refusal(self.packed([member])))
        #expect(error.code == .programInvalid)
        #expect(error.message.contains(words), "\(error.message)")
    }

    @Test(arguments: [["a", "a/b.py"], ["a/b.py", "a"], ["x/y/z", "x/y"]])
    func aFileThatIsAFolderAsWellIsRefused(names: [String]) throws {
        let members = (names + ["main.py"]).map { Member($0, [35]) }
        let error = try #require(try self.refusal(self.packed(members)))
        #expect(error.code == .programInvalid && error.message.contains("a folder as well"))
        // Names that only begin alike are no matter, nor is a folder that is named itself.
        let sound = [
            Member("ab", [35]), Member("a/", type: "5"), Member("a/b.py", [35]), Member("main.py", [35]),
        ]
        #expect(try self.refusal(self.packed(sound)) == nil)
    }

    @Test func aNameThatNoFileCanHaveIsRefused() throws {
        func refusal(_ name: String) throws -> RuntimeError? {
            try self.refusal(TarArchive.bytes(of: [("main.py", [35]), (name, [35])], entry: "main.py"))
        }
        let longest = String(repeating: "é", count: 127) + "n"
        #expect(try refusal("a/\(longest)/\(longest)") == nil)
        for name in [longest + "n", "a/\(longest)n/b", String(repeating: "folder/", count: 1000) + "b"] {
            let error = try #require(try refusal(name))
            #expect(error.code == .programInvalid && error.message.contains("longer than"))
        }
    }

    @Test func aNameThatIsNotUTF8IsToldAsSuch() throws {
        try self.inFolder(["main.py": "pass"]) { folder in
            let path = Array((folder + "/data-").utf8CString.dropLast()) + [CChar(bitPattern: 0xFF), 0]
            let file = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0o600)
            try #require(file >= 0)
            close(file)
            #expect { _ = try ProgramBundle(path: folder, entry: nil) } throws: {
                let error = $0 as? RuntimeError
                return error?.code == .programInvalid && error?.message.contains("UTF-8") == true
            }
        }
    }

    @Test func theStemOfAPathIsWhatItsMetadataAreCalledBy() {
        for (path, stem) in [
            ("a/b.py", "a/b"), ("fold.tar", "fold"), ("./fold/", "./fold"), ("a.b/c", "a.b/c"),
        ] {
            #expect(ProgramFile.stem(of: path) == stem)
        }
        #expect(ProgramFile.name(from: "x/My_prog.tar") == "my-prog")
        #expect(ProgramFile.name(from: "x/fold/") == "fold")
    }

    @Test func aTarThatIsDamagedOrTooLargeIsRefused() throws {
        let sound = self.packed([Member("main.py", [UInt8](repeating: 35, count: 600))])
        #expect(try self.refusal(Array(sound.prefix(700)))?.message.contains("damaged") == true)
        var wrong = sound
        wrong[0] = 88
        #expect(try self.refusal(wrong)?.message.contains("damaged") == true)
        let many = (0...ProgramBundle.fileCountMax).map { Member("f\($0)", []) }
        #expect(try self.refusal(self.packed(many))?.code == .payloadTooLarge)
    }

    @Test(arguments: [
        ([0x1F, 0x8B, 8], "gzip"), (Array("BZh9".utf8), "bzip2"), (Array("PK\u{3}\u{4}".utf8), "zip"),
    ])
    func aPackedFormThatIsNotReadIsToldByName(mark: [UInt8], form: String) throws {
        let error = try #require(try self.refusal(mark + [0, 0xFF], name: "program.tar.gz"))
        #expect(error.code == .programInvalid && error.context["form"] == form)
    }

    @Test func noHeaderIsMoreThanRefused() throws {
        let sound = self.packed([Member("main.py", [35]), Member("b", [1, 2])])
        for place in 0..<257 where !(148..<156).contains(place) {
            for value: UInt8 in [0, 0x2F, 0x39, 0x80, 0xFF] {
                var bytes = sound
                bytes[place] = value
                Member.sum(&bytes)
                _ = try self.refusal(bytes)
            }
        }
    }

    @Test func aLinkCountsForItsFileInsideTheFolderAndIsRefusedWhereItLeadsOut() throws {
        let manager = FileManager.default
        try self.inFolder(["main.py": "pass", "inner/data.txt": "text"]) { folder in
            try manager.createSymbolicLink(
                atPath: folder + "/same.txt", withDestinationPath: "inner/data.txt")
            #expect(
                String(decoding: try ProgramBundle(path: folder, entry: nil).bytes, as: UTF8.self).contains(
                    "same.txt"))
            for target in ["/etc/passwd", "inner", "nowhere", "../"] {
                let link = folder + "/link"
                try manager.createSymbolicLink(atPath: link, withDestinationPath: target)
                #expect(throws: RuntimeError.self) { _ = try ProgramBundle(path: folder, entry: nil) }
                try manager.removeItem(atPath: link)
            }
        }
    }

    @Test func aPipeIsRefusedAndNotOpened() throws {
        try self.inFolder(["main.py": "pass"]) { folder in
            #expect(mkfifo(folder + "/pipe.py", 0o600) == 0)
            for path in [folder, folder + "/pipe.py"] {
                #expect { _ = try ProgramBundle(path: path, entry: nil) } throws: {
                    ($0 as? RuntimeError)?.code == .programInvalid
                }
            }
        }
    }

    @Test func pathsAreToldFromProgramIDs() {
        for path in ["a.py", "a.tar", "a.tar.gz", "./a", "/tmp"] { #expect(ProgramBundle.isPath(path)) }
        #expect(!ProgramBundle.isPath("hello-world-m92QdGKYro"))
    }
}

/// One member of a tar as any tool may write it.
struct Member: Sendable {
    let bytes: [UInt8]

    init(_ name: String, _ content: [UInt8] = [], type: Character = "0", link: String = "") {
        var header = [UInt8](repeating: 0, count: 512)
        func put(_ text: String, at offset: Int) {
            header.replaceSubrange(offset..<(offset + text.utf8.count), with: text.utf8)
        }
        put(name, at: 0)
        put(String(format: "%011o", content.count), at: 124)
        put(String(type), at: 156)
        put(link, at: 157)
        put("ustar\u{0}00", at: 257)
        Self.sum(&header)
        self.bytes = header + content + [UInt8](repeating: 0, count: (512 - content.count % 512) % 512)
    }

    /// Writes the sum of a header, which is taken with blanks in its own place.
    static func sum(_ bytes: inout [UInt8]) {
        bytes.replaceSubrange(148..<156, with: [UInt8](repeating: 32, count: 8))
        let sum = bytes.prefix(512).reduce(0) { $0 + Int($1) }
        bytes.replaceSubrange(148..<155, with: String(format: "%06o\u{0}", sum).utf8)
    }
}
