import Foundation
import RuntimeModel
import SpinwireTopology

/// A folder of its own with a sound topology in it, from which a test makes an unsound one.
final class TopologyFolder {
    let path: String

    init() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "topology-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        self.path = folder.path
        try self.write(Self.device, to: "device.yaml")
        try self.write("numpy==1.0\n", to: "some.lock")
    }

    deinit {
        // Nothing depends on the folder any more; what is left of it is the system's to clean.
        try? FileManager.default.removeItem(atPath: self.path)
    }

    func write(_ text: String, to file: String) throws {
        try text.write(toFile: self.path + "/" + file, atomically: false, encoding: .utf8)
    }

    /// Reads `text` as the topology file of this folder.
    func read(
        _ text: String, environment: [String: String] = ["HOME": "/home/somebody"], isRoot: Bool = false
    ) throws -> Topology {
        try self.write(text, to: "topology.yaml")
        return try Topology.read(
            file: "topology.yaml", environment: environment, isRoot: isRoot, workingFolder: self.path)
    }

    /// The problems of `text`, one a line, without the folder.
    func problems(_ text: String, environment: [String: String] = ["HOME": "/home/somebody"]) throws
        -> [String]
    {
        do {
            _ = try self.read(text, environment: environment)
            return []
        } catch let error as RuntimeError {
            let lines = (error.context["problems"] ?? "").split(separator: "\n")
            return lines.map { $0.replacingOccurrences(of: self.path + "/", with: "") }
        }
    }

    static let device = """
        name: pair
        description: Two qubits.
        qubit_count: 2
        basis_gates: [x, cx]
        coupling_map: [[0, 1]]
        aliases: [both]
        """

    static let sound = """
        name: small
        transport: ipc
        program_harness: harness
        python_client: client
        coordinator:
          endpoints:
            commands: ipc://${run}/commands
            events: ipc://${run}/events
            bodies: ipc://${run}/bodies
            workers: ipc://${run}/workers
        executors:
          - name: executor-1
        simulators:
          - name: simulator-1
            endpoint: ipc://${run}/simulator-1
        backends: [device.yaml]
        environments:
          some:
            lock: some.lock
        """
}
