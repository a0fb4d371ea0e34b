import RuntimeModel
import SpinwireTopology
import Testing

@Suite struct BackendFileTests {
    let folder: TopologyFolder
    init() throws { self.folder = try TopologyFolder() }

    private static let noisy =
        TopologyFolder.device + """

            method: density_matrix
            precision: single
            noise: properties
            dt: 2.2e-10
            qubits:
              t1: [1.2e-4, null]
              t2: [1.0e-4, 2.0e-4]
              readout_length: 7.0e-7
              meas1_prep0: [0.01, 0.02]
            gates:
              x: {error: [1.0e-4, 2.0e-4], length: 3.5e-8}
              cx: {error: [8.0e-3]}
            """

    @Test func whatIsKnownOfQubitsAndGatesIsRead() throws {
        try self.folder.write(Self.noisy, to: "device.yaml")
        let device = try #require(try self.folder.read(TopologyFolder.sound).backends.first?.device)
        #expect(device.method == "density_matrix")
        #expect(device.precision == "single")
        #expect(device.noise == DeviceDescriptor.noiseOfProperties)
        #expect(device.dt == 2.2e-10)
        #expect(device.qubits?.relaxationTimes == [1.2e-4, nil])
        #expect(device.qubits?.readoutLengths == [7.0e-7, 7.0e-7])
        #expect(device.qubits?.readoutErrorsOfOne == nil)
        #expect(device.gates?["x"] == GateProperties(errors: [1.0e-4, 2.0e-4], lengths: [3.5e-8]))
        #expect(device.gates?["cx"] == GateProperties(errors: [8.0e-3]))
    }

    @Test func whatGoesWithoutSayingIsNotSaid() throws {
        try self.folder.write(
            TopologyFolder.device + "\nmethod: automatic\nprecision: double\nnoise: none\n", to: "device.yaml"
        )
        let device = try #require(try self.folder.read(TopologyFolder.sound).backends.first?.device)
        #expect(device.method == nil && device.precision == nil && device.noise == nil)
    }

    @Test func aFileTakesWhatItLeavesOutFromTheOneItIsLike() throws {
        try self.folder.write("like: device.yaml\nname: other\nqubit_count: 3\n", to: "other.yaml")
        let text = TopologyFolder.sound.replacing("[device.yaml]", with: "[device.yaml, other.yaml]")
        let devices = try self.folder.read(text).backends.map(\.device)
        #expect(devices.map(\.name) == ["pair", "other"])
        #expect(devices.map(\.aliases) == [["both"], []])
        #expect(devices.map(\.qubitCount) == [2, 3])
        #expect(devices.map(\.basisGates) == [["x", "cx"], ["x", "cx"]])
    }

    @Test func aNoiseModelOfAFileIsKeptForTheSimulator() throws {
        try self.folder.write("{\"errors\": []}", to: "model.json")
        try self.folder.write(TopologyFolder.device + "\nnoise: model.json\n", to: "device.yaml")
        let backend = try #require(try self.folder.read(TopologyFolder.sound).backend(named: "both"))
        #expect(backend.device.noise == DeviceDescriptor.noiseOfModel)
        #expect(backend.noiseModel == "{\"errors\": []}")
    }

    @Test(arguments: [
        ("method: fast", "method: must be one of automatic, density_matrix,"),
        ("precision: half", "precision: must be one of double, single"),
        ("noise: nothing.json", "noise: must be none, properties or a file"),
        ("noise: properties", "noise: needs qubits or gates to come from"),
        ("dt: fast", "dt: expected a number between"),
        ("qubits: {t1: [1.0e-4]}", "qubits.t1: expected a number, or a list of 2"),
        ("qubits: {meas1_prep0: [0.1, 1.1]}", "qubits.meas1_prep0[1]: expected a number between 0.0 and 1.0"),
        ("qubits: {t1: 1.0e-4, t2: 3.0e-4}", "qubits.t2[0]: must be at most twice t1"),
        ("qubits: {t3: 1}", "qubits.t3: is not known here"),
        ("gates: {cy: {error: 0}}", "gates.cy: is not known here"),
        ("gates: {cx: {error: [0, 0, 0]}}", "gates.cx.error: expected a number, or a list of 1 or 2"),
        ("like: none.yaml", "cannot be read"),
    ])
    func aWrongValueIsNamed(line: String, problem: String) throws {
        try self.folder.write(TopologyFolder.device + "\n\(line)\n", to: "device.yaml")
        let problems = try self.folder.problems(TopologyFolder.sound)
        #expect(problems.contains { $0.contains(problem) }, "\(problems)")
    }

    @Test(arguments: [
        ("statevector", 30, false), ("statevector", 29, true), ("automatic", 30, true),
        ("density_matrix", 15, false), ("density_matrix", 14, true), ("unitary", 15, false),
        ("stabilizer", 4096, true), ("matrix_product_state", 4096, true),
    ])
    func qubitsThatDoNotFitTheMemoryAreNotPromised(method: String, count: Int, fits: Bool) throws {
        try self.folder.write(
            TopologyFolder.device.replacing(
                "qubit_count: 2", with: "qubit_count: \(count)\nmethod: \(method)"
            )
            .replacing("coupling_map: [[0, 1]]\n", with: ""), to: "device.yaml")
        let problems = try self.folder.problems(
            TopologyFolder.sound.replacing(
                "  - name: simulator-1", with: "  - name: simulator-1\n    memory_byte_count_max: 8 GiB"))
        #expect(problems.isEmpty == fits, "\(problems)")
    }
}
