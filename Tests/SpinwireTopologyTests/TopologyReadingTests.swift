import CircuitModel
import ExecutorCore
import Foundation
import MessageBus
import OpenQASM
import RuntimeModel
import SpinwireTopology
import Testing

@Suite struct TopologyReadingTests {
    let folder: TopologyFolder
    init() throws { self.folder = try TopologyFolder() }

    @Test func everyLimitHasADefault() throws {
        let topology = try self.folder.read(TopologyFolder.sound)
        #expect(topology.coordinator.limits == CoordinatorLimitsSection())
        #expect(topology.supervision == SupervisionSection())
        let executor = try #require(topology.executors.first)
        #expect(executor.slots == 2)
        #expect(executor.programLimits == ProgramLimits())
        #expect(executor.environments == ["some"])
        let simulator = try #require(topology.simulators.first)
        #expect(simulator.backends == ["pair"])
        #expect(simulator.isDirect)
        #expect(simulator.limits == SimulatorLimitsSection())
        #expect(topology.defaultEnvironment == "some")
    }

    @Test func whatTheOperatorAddedIsOfferedBesideTheTopologysOwn() throws {
        let state = self.folder.path + "/state"
        let folder = state + "/environments"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let pins = "# Pinned.\n--no-index\ntiny-numbers==1.0 \\\n    --hash=sha256:00\nother==2\n"
        for name in ["few", "some"] {
            try pins.write(toFile: folder + "/\(name).lock", atomically: false, encoding: .utf8)
        }
        let topology = try self.folder.read(
            TopologyFolder.sound.replacing(
                "  - name: executor-1", with: "  - name: executor-1\n    environments: [some]"),
            environment: ["HOME": "/home/somebody", "SPINWIRE_STATE": state])
        #expect(topology.environments.keys.sorted() == ["few", "some"])
        #expect(topology.environments["few"]?.packages == ["tiny-numbers": "1.0", "other": "2"])
        #expect(topology.environments["few"]?.isAdded == true)
        #expect(topology.environments["some"]?.packages == ["numpy": "1.0"])
        #expect(topology.executors.first?.environments == ["some", "few"])
        #expect(topology.defaultEnvironment == "some")
    }

    @Test func quantitiesAreReadWithTheirUnits() throws {
        let topology = try self.folder.read(
            TopologyFolder.sound.replacing(
                "  - name: executor-1",
                with: "  - name: executor-1\n    program_limits: {memory_byte_count_max: 1.5 GiB}"
            ).replacing(
                "coordinator:",
                with: "coordinator:\n  limits: {lease_duration: 1.5 s, heartbeat_interval: 500ms}"))
        #expect(topology.executors.first?.programLimits.memoryByteCountMax == 3 << 29)
        #expect(topology.coordinator.limits.leaseDuration == .milliseconds(1500))
        #expect(topology.coordinator.limits.heartbeatInterval == .milliseconds(500))
    }

    @Test func whatACircuitMayHoldHoldsForOneThatIsAText() throws {
        let topology = try self.folder.read(
            TopologyFolder.sound.replacing(
                "  - name: simulator-1",
                with: """
                      - name: simulator-1
                        express_durations: [5 ms, 2 s, 1 min]
                        shot_count_max: 7
                        instruction_count_max: 5000
                        circuit_limits: {qubit_count_max: 9, control_count_max: 3, nesting_depth_max: 4}
                        openqasm_limits: {step_count_max: 11}
                    """))
        let limits = try #require(topology.simulators.first?.limits)
        #expect(limits.expressDurations == [.milliseconds(5), .seconds(2), .seconds(60)])
        #expect(limits.circuits.shotCountMax == 7)
        #expect(limits.circuits.declaredQubitCountMax == 9)
        #expect(limits.circuits.nestingDepthMax == 4)
        #expect(limits.circuits.instructionCountMax == 5000)
        #expect(limits.programs.instructionCountMax == 5000)
        #expect(limits.programs.qubitCountMax == 9)
        #expect(limits.programs.controlCountMax == 3)
        #expect(limits.programs.nestingDepthMax == OpenQASMLimits().nestingDepthMax)
        #expect(limits.programs.stepCountMax == 11)
    }

    @Test func theShippedTopologyNamesEveryLimitOfASimulatorWithItsDefault() throws {
        let topology = try Self.shipped("local.yaml")
        #expect(topology.simulators.first?.limits == SimulatorLimitsSection())
    }

    @Test func socketsAreInTheRunFolderOfTheState() throws {
        let environment = ["HOME": "/home/somebody", "SPINWIRE_STATE": "/srv/state"]
        let topology = try self.folder.read(TopologyFolder.sound, environment: environment)
        #expect(topology.paths.state == "/srv/state")
        #expect(topology.coordinator.commands == Endpoint("ipc:///srv/state/run/commands"))
        #expect(topology.paths.clientFile == "/srv/state/client.json")
        let simulator = try #require(topology.simulators.first)
        #expect(simulator.directPath(in: topology.paths) == "/srv/state/run/simulator-1.direct")
    }

    @Test func theClientFileIsWhereClientsLookForIt() throws {
        var environment = ["HOME": "/home/somebody", "SPINWIRE_STATE": "/srv/state"]
        environment["SPINWIRE_CLIENT_FILE"] = "/srv/client.json"
        let topology = try self.folder.read(TopologyFolder.sound, environment: environment)
        #expect(topology.paths.clientFile == "/srv/client.json")
        environment["SPINWIRE_CLIENT_FILE"] = "client.json"
        let relative = try self.folder.read(TopologyFolder.sound, environment: environment)
        #expect(relative.paths.clientFile.hasPrefix("/"))
        #expect(relative.paths.clientFile.hasSuffix("/client.json"))
    }

    @Test func theStateFolderDependsOnWhoAsks() throws {
        let home = ["HOME": "/home/somebody"]
        let data = ["HOME": "/home/somebody", "XDG_STATE_HOME": "/data"]
        #expect(
            try self.folder.read(TopologyFolder.sound, environment: home).paths.state
                == "/home/somebody/.local/state/spinwire")
        #expect(try self.folder.read(TopologyFolder.sound, environment: data).paths.state == "/data/spinwire")
        #expect(
            try self.folder.read(TopologyFolder.sound, environment: data, isRoot: true).paths.state
                == "/var/lib/spinwire")
    }

    @Test func relativePathsStartAtTheFolderOfTheFile() throws {
        let topology = try self.folder.read(TopologyFolder.sound)
        #expect(topology.paths.programHarness == self.folder.path + "/harness")
        #expect(topology.environments["some"]?.lockFile == self.folder.path + "/some.lock")
    }

    @Test func anEnvironmentIsNamedByTheFingerprintOfItsLockFile() throws {
        try self.folder.write("abc", to: "some.lock")
        let topology = try self.folder.read(TopologyFolder.sound)
        #expect(
            topology.environments["some"]?.python
                == "/home/somebody/.cache/spinwire/env/ba7816bf8f01cfea/bin/python")
    }

    @Test func variablesOverridePortsAndHaveAnAlternative() throws {
        let text = Self.overTCP
        let plain = try self.folder.read(text)
        #expect(plain.coordinator.commands == Endpoint("tcp://127.0.0.1:7001"))
        let moved = try self.folder.read(text, environment: ["HOME": "/home/somebody", "COMMANDS": "8001"])
        #expect(moved.coordinator.commands == Endpoint("tcp://127.0.0.1:8001"))
    }

    @Test func aBackendIsFoundByNameAndAlias() throws {
        let topology = try self.folder.read(TopologyFolder.sound)
        #expect(topology.backend(named: "pair")?.device.qubitCount == 2)
        #expect(topology.backend(named: "both")?.device.name == "pair")
        #expect(topology.backend(named: "none") == nil)
    }

    @Test(arguments: ["local.yaml", "tcp.yaml"])
    func theShippedTopologiesAreSound(file: String) throws {
        let topology = try Self.shipped(file)
        #expect(topology.backends.first?.device.name == "simulator")
        #expect(topology.backend(named: "ibmq_qasm_simulator")?.device.qubitCount == 512)
        #expect(topology.backend(named: "line5")?.device.couplingMap?.count == 8)
        // Of every method one, and the one that chooses.
        let ideal = topology.backends.map(\.device).filter { $0.couplingMap == nil }
        #expect(Set(ideal.map { $0.method ?? "automatic" }).count == 6)
        #expect(FileManager.default.fileExists(atPath: topology.paths.programHarness))
        #expect(FileManager.default.fileExists(atPath: topology.paths.pythonClient))
    }

    private static func shipped(_ file: String) throws -> Topology {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try Topology.read(
            file: "Topology/" + file, environment: ["HOME": "/home/somebody"], isRoot: false,
            workingFolder: root.path)
    }

    static let overTCP = TopologyFolder.sound.replacing("transport: ipc", with: "transport: tcp")
        .replacing("ipc://${run}/commands", with: "tcp://127.0.0.1:${COMMANDS:-7001}")
        .replacing("ipc://${run}/events", with: "tcp://127.0.0.1:7002")
        .replacing("ipc://${run}/bodies", with: "tcp://127.0.0.1:7003")
        .replacing("ipc://${run}/workers", with: "tcp://127.0.0.1:7004")
        .replacing("ipc://${run}/simulator-1", with: "tcp://127.0.0.1:7005")
}
