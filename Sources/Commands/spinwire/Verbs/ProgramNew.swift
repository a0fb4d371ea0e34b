import ArgumentParser
import CommandLineInterface
import Foundation
import RuntimeModel

extension ProgramCommand {
    struct New: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Begins a program: writes a Python file and its metadata.",
            discussion: "What is written runs as it is: spinwire program check NAME.py.")
        @Argument(help: "Lower-case letters, digits and hyphens, a letter first.") var name: String
        @Option(help: ArgumentHelp("Where the files go; here without it.", valueName: "folder"))
        var folder: String = "."
        @OptionGroup var output: OutputOptions

        func validate() throws {
            let isName = self.name.utf8.allSatisfy {
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || (48...57).contains($0) || $0 == 45
            }
            guard isName, (1...48).contains(self.name.utf8.count), self.name.first?.isLetter ?? false else {
                throw ValidationError(
                    "A name has 1 to 48 lower-case letters, digits and hyphens, a letter first.")
            }
        }

        func run() async throws {
            let files = ProgramTemplate.files(name: self.name).map {
                (self.folder == "." ? $0.name : self.folder + "/" + $0.name, $0.text)
            }
            for (path, _) in files where FileManager.default.fileExists(atPath: path) {
                throw RuntimeError(.invalidCommand, "There is such a file already.", context: ["file": path])
            }
            for (path, text) in files {
                guard FileManager.default.createFile(atPath: path, contents: Data(text.utf8)) else {
                    throw RuntimeError(
                        .invalidCommand, "The file cannot be written.", context: ["file": path])
                }
            }
            if self.output.json {
                return Console.output(JSONText.line(["files": files.map(\.0)]))
            }
            for (path, _) in files { Console.output(path) }
        }
    }
}
