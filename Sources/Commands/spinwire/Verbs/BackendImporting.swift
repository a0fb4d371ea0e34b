import ArgumentParser
import Foundation
import SpinwireTopology

extension BackendCommand {
    struct Import: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Writes a backend's file from what Qiskit says of a backend.",
            discussion: """
                Takes JSON files of a backend's configuration and properties (conf_….json and props_….json, or one \
                file with both as "configuration" and "properties"), or of a noise model of Aer \
                (NoiseModel.to_dict(serializable=True)), and prints the file that a topology can name:

                  spinwire backend import conf_lab.json props_lab.json --name lab > Topology/backends/lab.yaml

                A noise model stays in its own file, which the backend's file names: keep it beside that.
                """)

        @Argument(help: "JSON files; what one leaves out another may say.") var files: [String]
        @Option(help: "What the backend is to be called; without it the name in the files.") var name: String?

        func run() throws {
            var contents: [BackendImport.File] = []
            for path in self.files {
                do {
                    let bytes = try Data(contentsOf: URL(filePath: path))
                    contents.append(
                        BackendImport.File(name: URL(filePath: path).lastPathComponent, bytes: bytes))
                } catch {
                    throw ValidationError("\(path) cannot be read.")
                }
            }
            do throws(BackendImportError) {
                let device = try BackendImport.device(from: contents, name: self.name)
                Console.output(String(device.fileText.dropLast()))
            } catch {
                throw ValidationError(error.description)
            }
        }
    }
}
