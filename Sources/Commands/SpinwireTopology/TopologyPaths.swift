/// Folders and files of a deployment, all absolute.
package struct TopologyPaths: Sendable, Hashable {
    /// Where everything is kept that outlives a process: `SPINWIRE_STATE`, else the topology's `state`, else
    /// ``StateFolder/standard(environment:isRoot:)``. Mode 0700.
    package var state: String
    /// Where Unix sockets are made: the topology's `run`, else `run` in the state folder. Mode 0700.
    package var run: String
    /// What clients on this machine connect with, where they look for it: `SPINWIRE_CLIENT_FILE`, else `client.json` in
    /// the state folder. Mode 0600.
    package var clientFile: String
    /// The Python packages of program processes: `program_harness`.
    package var programHarness: String
    /// The folder with the Python package `spinwire`, whose codec programs use: `python_client`.
    package var pythonClient: String
    /// The tool that builds program environments, if this deployment has it: `environment_builder`.
    package var environmentBuilder: String?

    /// The store of the coordinator.
    package var store: String { self.state + "/store" }
    /// The environments that its operator added: a lock file for each, named for it.
    package var environments: String { Self.environments(in: self.state) }
    /// What workers on this machine connect with; mode 0600.
    package var workerFile: String { self.state + "/worker.json" }
    /// Which process supervises; exists while it runs.
    package var processFile: String { self.state + "/up.pid" }

    /// The client file of a state folder.
    package static func clientFile(in state: String) -> String { state + "/client.json" }

    static func environments(in state: String) -> String { state + "/environments" }
}
