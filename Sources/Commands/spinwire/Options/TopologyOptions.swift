import ArgumentParser
import Foundation
import RuntimeModel
import SpinwireTopology

/// `--topology FILE`, which every service takes.
struct TopologyOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The topology file; Topology/local.yaml of the repository that the executable was built in without it.",
            valueName: "file"))
    var topology: String?

    /// Reads and checks the topology.
    func read() throws(RuntimeError) -> Topology {
        try Self.read(file: self.topology ?? Self.standardFile())
    }

    static func read(file: String) throws(RuntimeError) -> Topology {
        try Topology.read(
            file: file, environment: ProcessInfo.processInfo.environment, isRoot: geteuid() == 0,
            workingFolder: FileManager.default.currentDirectoryPath)
    }

    /// `Topology/local.yaml` beside a folder that the executable is in, or in the working folder.
    static func standardFile() -> String {
        var folder = URL(fileURLWithPath: Executable.path).deletingLastPathComponent()
        while folder.path != "/" {
            let file = folder.appendingPathComponent("Topology/local.yaml").path
            if FileManager.default.fileExists(atPath: file) { return file }
            folder.deleteLastPathComponent()
        }
        return "Topology/local.yaml"
    }
}
