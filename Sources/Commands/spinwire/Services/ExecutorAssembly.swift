import ExecutorService
import Foundation
import Logging
import MessageBus
import RuntimeModel
import Sandbox
import SpinwireTopology

/// An executor as a topology describes it, with the launcher of its programs.
enum ExecutorAssembly {
    /// - Throws: `configuration.invalid` when an environment of it is not built.
    static func make(
        _ section: ExecutorSection, of topology: Topology, credentials: Credentials, loop: any BusLoop,
        bus: any MessageBus, logger: Logger
    ) async throws -> ExecutorMain {
        if !FileManager.default.fileExists(atPath: Executable.validationLibrary) {
            logger.warning(
                "without its library no program checks what the coordinator does not look at",
                metadata: ["build": "swift build -c release --product SpinwireValidation"])
        }
        let launcher = ZygoteProgramLauncher(
            configuration: try Self.sandbox(section, topology), loop: loop, logger: logger)
        // The others get ready at their first job: most executors never see one of an earlier generation.
        if let usual = section.environments.first { loop.post { launcher.prepare(environment: usual) } }
        var configuration = ExecutorConfiguration(
            name: section.name, host: Machine.name, processID: Int(getpid()), slots: section.slots,
            workersEndpoint: topology.coordinator.workers, credentials: credentials,
            socketLimits: SocketLimits(
                frameByteCountMax: topology.coordinator.limits.frameByteCountMax,
                queuedMessageCountMax: topology.coordinator.limits.queuedMessageCountMax),
            programLimits: section.programLimits)
        configuration.messageByteCountMax = topology.coordinator.limits.messageByteCountMax
        configuration.spoolFolder = topology.paths.run
        configuration.warmProcessCountMax = section.warmProcessCountMax
        configuration.leaseAheadCountMax = section.leaseAheadCountMax
        configuration.leaseAheadWaitMax = section.leaseAheadWaitMax
        configuration.stopDurationMax = section.stopDurationMax / 2
        return ExecutorMain(
            Executor(configuration: configuration, loop: loop, bus: bus, launcher: launcher, logger: logger))
    }

    private static func sandbox(
        _ section: ExecutorSection, _ topology: Topology
    ) throws(RuntimeError) -> SandboxConfiguration {
        var environments: [ProgramEnvironment] = []
        for name in section.environments {
            guard let environment = topology.environments[name] else { continue }
            guard FileManager.default.isExecutableFile(atPath: environment.python) else {
                throw RuntimeError(
                    .configurationInvalid,
                    "A program environment is not built; run Tools/environment, or spinwire environment add.",
                    context: ["environment": name, "python": environment.python])
            }
            var made = ProgramEnvironment(name: name, interpreterPath: environment.python)
            if !environment.preload.isEmpty { made.preloadedModules = environment.preload }
            made.preloadedModules.append(ProgramEnvironment.validationModule)
            made.variables[ProgramEnvironment.validationVariable] = Executable.validationLibrary
            environments.append(made)
        }
        var sandbox = SandboxConfiguration(
            launchCommand: [Executable.path, ZygoteLaunchCommand.word],
            lockInLibraryPath: Executable.lockInLibrary,
            harnessPath: topology.paths.programHarness, environments: environments)
        sandbox.pythonPaths = [topology.paths.pythonClient]
        sandbox.spareCount = section.spareChildren
        sandbox.spareLimits = section.programLimits
        sandbox.memoryPollInterval = section.memoryPollInterval
        return sandbox
    }
}
