import CommandLineInterface
import Glibc
import InProcessBus
import MessageBus
import RuntimeModel
import SpinwireTopology

/// A simulator of one process that started it, for as long as that process keeps the other end of a socket.
enum LoneSimulator {
    /// What the process is told first, as one line of JSON.
    private struct Greeting: Encodable {
        /// What circuits can be run on.
        let devices: [DeviceDescriptor]
        /// Where the Python packages of program processes are.
        let programHarness: String

        private enum CodingKeys: String, CodingKey {
            case devices
            case programHarness = "program_harness"
        }
    }

    /// Returns when the other end is gone.
    ///
    /// - Throws: `configuration.invalid` when the descriptor is no open one.
    static func run(_ section: SimulatorSection, of topology: Topology, connection: Int32) async throws {
        guard fcntl(connection, F_SETFL, O_NONBLOCK) == 0, fcntl(connection, F_SETFD, FD_CLOEXEC) == 0 else {
            throw RuntimeError(
                .configurationInvalid, "The connection is no open descriptor.",
                context: ["connection": "\(connection)"])
        }
        var section = section
        section.isDirect = false
        section.endpoint = Endpoint("inproc://circuits")
        var topology = topology
        // Nobody is there, and nobody is missed.
        topology.coordinator.workers = Endpoint("inproc://workers")
        let devices = section.backends.compactMap { topology.backend(named: $0)?.device }
        Console.note(
            JSONText.line(Greeting(devices: devices, programHarness: topology.paths.programHarness)))
        let bus = InProcessBus()
        let (alone, whole) = (section, topology)
        try await ServiceRunner.run(
            name: section.name, hasLifeline: false, stopDurationMax: section.stopDurationMax
        ) { loop, logger in
            try SimulatorAssembly.make(
                alone, of: whole, credentials: Credentials(account: FirstAccounts.administrator, token: ""),
                loop: loop, bus: bus, connection: connection, logger: logger)
        }
        bus.close()
    }
}
