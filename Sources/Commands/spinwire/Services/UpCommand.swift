import ArgumentParser
import CommandLineInterface
import EventLoop
import Foundation
import Logging
import RuntimeModel
import ServiceLifecycle
import SpinwireTopology
import Supervision
import UnixSignals

struct UpCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "up", abstract: "Starts and supervises the services of a topology.",
        discussion: """
            A service that dies is started again. SIGINT or SIGTERM stop all of them: executors first, then \
            simulators, then the coordinator. Prints one line for everything that happens, and `ready` once \
            every service is registered.
            """)

    @OptionGroup var place: TopologyOptions
    @Flag(help: "Print one JSON object a line.") var json = false

    func run() async throws {
        let topology = try self.place.read()
        try StateFolders.make(topology.paths)
        let lock = try UpLock(topology.paths)
        defer { lock.release() }
        let report = UpReport(json: self.json)
        if let faults = topology.faults {
            report.line("FAULTS ARE ON: \(faults.text)", ["event": "faults", "faults": .string(faults.text)])
        }
        let loop = try EventLoop(name: "supervisor")
        loop.start()
        let supervision = topology.supervision
        let supervisor = Supervisor(
            loop: loop, executable: Executable.path, plans: ServicePlans.all(of: topology),
            policy: RestartPolicy(
                delayMin: supervision.restartDelayMin, delayMax: supervision.restartDelayMax,
                countMax: supervision.restartCountMax, settledDuration: supervision.settledDuration)
        ) { report.event($0) }
        let service = UpService(supervisor: supervisor, readiness: Readiness(topology, report: report))
        var configuration = ServiceGroupConfiguration(
            services: [.init(service: service, successTerminationBehavior: .gracefullyShutdownGroup)],
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: Logger(label: "spinwire.up") { _ in SwiftLogNoOpLogHandler() })
        configuration.maximumGracefulShutdownDuration = nil
        try await ServiceGroup(configuration: configuration).run()
        await loop.stop()
        report.line("stopped", [:])
    }
}
