import RuntimeModel
import SpinwireTopology
import Testing

@Suite struct TopologyProblemTests {
    let folder: TopologyFolder
    init() throws { self.folder = try TopologyFolder() }

    @Test func allProblemsAreNamedAtOnceWithTheirLines() throws {
        let text = TopologyFolder.sound.replacing("transport: ipc", with: "transport: pigeon")
            .replacing("  - name: executor-1", with: "  - name: executor-1\n    slots: 0\n    sloths: 2")
            .replacing("    lock: some.lock", with: "    lock: other.lock")
        let problems = try self.folder.problems(text)
        #expect(problems.contains("topology.yaml:2: transport: must be ipc or tcp"))
        #expect(problems.contains("topology.yaml:13: executors[0].slots: must be between 1 and 256"))
        #expect(
            problems.contains {
                $0.hasPrefix("topology.yaml:14: executors[0].sloths: is not known here; known are")
            })
        #expect(problems.contains("topology.yaml:21: environments.some.lock: cannot be read"))
        #expect(problems.count == 4)
    }

    @Test func missingPartsAreNamed() throws {
        let problems = try self.folder.problems("name: empty\n")
        for field in [
            "transport", "program_harness", "python_client", "coordinator.endpoints.commands",
            "coordinator.endpoints.events", "coordinator.endpoints.bodies", "coordinator.endpoints.workers",
            "executors", "simulators",
        ] {
            #expect(problems.contains { $0.contains(" \(field): is missing") }, "\(field) in \(problems)")
        }
    }

    @Test(arguments: [
        ("slots: two", "executors[0].slots: expected a whole number"),
        ("spare_children: 65", "executors[0].spare_children: must be between 0 and 64"),
        (
            "memory_poll_interval: 50",
            "executors[0].memory_poll_interval: expected a time such as 500 ms, 2 s or 10 min"
        ),
        ("environments: [other]", "executors[0].environments: names other, which is not under environments"),
        (
            "program_limits: {memory_byte_count_max: 4 gigs}",
            "executors[0].program_limits.memory_byte_count_max: expected a number of bytes such as 65536, 64 KiB or 4 GiB"
        ),
        (
            "program_limits: {memory_byte_count_max: 1 MiB}",
            "executors[0].program_limits.memory_byte_count_max: must be between 64 MiB and 1 TiB"
        ),
        ("program_limits: [1]", "executors[0].program_limits: expected a mapping of keys to values"),
    ])
    func aWrongValueOfAnExecutorIsNamed(line: String, problem: String) throws {
        let text = TopologyFolder.sound.replacing(
            "  - name: executor-1", with: "  - name: executor-1\n    \(line)")
        #expect(try self.folder.problems(text) == ["topology.yaml:13: \(problem)"])
    }

    @Test(arguments: [
        (
            "express_durations: [1 s, 1 ms]",
            "simulators[0].express_durations: expected at most 16 times, in ascending order"
        ),
        (
            "circuit_limits: {unitary_qubit_count_max: 9}",
            "simulators[0].circuit_limits.unitary_qubit_count_max: must be between 1 and 8"
        ),
    ])
    func aWrongValueOfASimulatorIsNamed(line: String, problem: String) throws {
        let text = TopologyFolder.sound.replacing(
            "  - name: simulator-1", with: "  - name: simulator-1\n    \(line)")
        let problems = try self.folder.problems(text)
        #expect(problems.count == 1)
        #expect(problems.first?.hasSuffix(problem) ?? false, "\(problems)")
    }

    @Test(arguments: [
        ("ipc://${run}/events", "ipc://${RUN}/events", "uses ${RUN}, which has no value"),
        ("ipc://${run}/events", "tcp://127.0.0.1:99", "must begin with ipc://, as the transport says"),
        ("ipc://${run}/events", "ipc://events", "must name a socket by an absolute path"),
    ])
    func aWrongEndpointIsNamed(old: String, new: String, problem: String) throws {
        let problems = try self.folder.problems(TopologyFolder.sound.replacing(old, with: new))
        #expect(problems == ["topology.yaml:8: coordinator.endpoints.events: \(problem)"])
    }

    @Test(arguments: [
        (
            "tcp://127.0.0.1:7002", "tcp://0.0.0.0:7002",
            "must stay on loopback, since tokens travel in the clear"
        ),
        ("tcp://127.0.0.1:7002", "tcp://127.0.0.1:http", "must end in a port between 1 and 65535"),
    ])
    func aWrongAddressIsNamed(old: String, new: String, problem: String) throws {
        let problems = try self.folder.problems(TopologyReadingTests.overTCP.replacing(old, with: new))
        #expect(problems == ["topology.yaml:8: coordinator.endpoints.events: \(problem)"])
    }

    @Test func aSocketPathThatTheSystemCannotHoldIsRefused() throws {
        let state = "/" + String(repeating: "s", count: 120)
        let problems = try self.folder.problems(
            TopologyFolder.sound, environment: ["HOME": "/home/somebody", "SPINWIRE_STATE": state])
        #expect(problems.filter { $0.contains("longer than 107 bytes") }.count == 5)
        #expect(
            problems.contains { $0.hasSuffix("simulators[0].direct: needs a run folder with a shorter path") }
        )
    }

    @Test func twoServicesOfOneNameAreRefused() throws {
        let text = TopologyFolder.sound.replacing("name: simulator-1", with: "name: executor-1")
        let problems = try self.folder.problems(text)
        #expect(problems.contains { $0.contains("uses the name executor-1, which another service has") })
    }

    @Test func theSameEndpointTwiceIsRefused() throws {
        let text = TopologyFolder.sound.replacing("ipc://${run}/events", with: "ipc://${run}/commands")
        #expect(try self.folder.problems(text).contains { $0.contains("/run/commands twice") })
    }

    @Test func aProblemInABackendFileNamesThatFile() throws {
        try self.folder.write(
            TopologyFolder.device.replacing("[[0, 1]]", with: "[[0, 2], [1, 1], [0]]")
                .replacing("qubit_count: 2", with: "qubit_count: 2\nshots_max: none"),
            to: "device.yaml")
        let problems = try self.folder.problems(TopologyFolder.sound)
        #expect(
            problems == [
                "device.yaml:4: shots_max: expected a whole number",
                "device.yaml:6: coupling_map[0]: expected two different qubits below 2",
                "device.yaml:6: coupling_map[1]: expected two different qubits below 2",
                "device.yaml:6: coupling_map[2]: expected two different qubits below 2",
            ])
    }

    @Test func twoBackendsMayNotShareAName() throws {
        try self.folder.write(
            TopologyFolder.device.replacing("name: pair", with: "name: both"), to: "other.yaml")
        let text = TopologyFolder.sound.replacing("[device.yaml]", with: "[device.yaml, other.yaml]")
        #expect(try self.folder.problems(text).contains { $0.contains("uses the name both") })
    }

    @Test(arguments: ["", "a: [", "- a\n- b\n", "name: a\nname: b\n"])
    func whatIsNoMappingIsRefused(text: String) throws {
        #expect(try !self.folder.problems(text).isEmpty)
    }

    @Test func aMissingFileIsNamed() throws {
        #expect(throws: RuntimeError.self) {
            try Topology.read(
                file: "none.yaml", environment: [:], isRoot: true, workingFolder: self.folder.path)
        }
    }

    @Test func aHeartbeatRarerThanTheLeaseAllowsIsRefused() throws {
        let text = TopologyFolder.sound.replacing(
            "coordinator:", with: "coordinator:\n  limits: {lease_duration: 2 s, heartbeat_interval: 1 s}")
        let problems = try self.folder.problems(text)
        #expect(
            problems == [
                "topology.yaml:6: coordinator.limits.heartbeat_interval: must be at most a third of lease_duration"
            ])
    }
}
