import Foundation
import RuntimeModel
import SpinwireTopology
import Testing

/// What Qiskit wrote of a backend becomes a file that a topology reads.
@Suite struct BackendImportTests {
    let folder: TopologyFolder
    init() throws { self.folder = try TopologyFolder() }

    private static let configuration = """
        {"backend_name": "Fake Lab", "n_qubits": 3, "basis_gates": ["id", "rz", "sx", "cx", "reset"],
         "coupling_map": [[0, 1], [1, 0], [1, 2]], "max_shots": 8192, "dt": 0.25, "description": "A \\"lab\\"."}
        """

    private static let properties = """
        {"backend_name": "fake_lab", "general": [],
         "qubits": [
           [{"name": "T1", "unit": "us", "value": 100}, {"name": "T2", "unit": "us", "value": 250},
            {"name": "frequency", "unit": "GHz", "value": 5}, {"name": "readout_length", "unit": "ns", "value": 700},
            {"name": "prob_meas0_prep1", "unit": "", "value": 0.03},
            {"name": "prob_meas1_prep0", "unit": "", "value": 0.01}],
           [{"name": "T1", "unit": "ms", "value": 0.08}],
           [{"name": "T1", "unit": "us", "value": 90}, {"name": "T2", "unit": "us", "value": 70}]],
         "gates": [
           {"gate": "sx", "qubits": [1], "parameters": [{"name": "gate_error", "unit": "", "value": 0.0003},
             {"name": "gate_length", "unit": "ns", "value": 35}]},
           {"gate": "cx", "qubits": [1, 0], "parameters": [{"name": "gate_error", "unit": "", "value": 1.5}]},
           {"gate": "cx", "qubits": [1, 2], "parameters": [{"name": "gate_error", "unit": "", "value": 0.01},
             {"name": "gate_length", "unit": "ns", "value": 300}]}]}
        """

    private static func file(_ text: String, _ name: String = "lab.json") -> BackendImport.File {
        BackendImport.File(name: name, bytes: Data(text.utf8))
    }

    @Test func configurationAndPropertiesMakeADevice() throws {
        let files = [Self.file(Self.configuration), Self.file(Self.properties)]
        let device = try BackendImport.device(from: files)
        #expect(device.name == "fake_lab")
        #expect(device.qubitCount == 3)
        #expect(device.basisGates == ["id", "rz", "sx", "cx"])
        #expect(device.couplingMap == [[0, 1], [1, 0], [1, 2]])
        #expect(device.dt == 2.5e-10)
        #expect(device.noise == DeviceDescriptor.noiseOfProperties)
        let qubits = try #require(device.qubits)
        #expect(Self.isNear(qubits.relaxationTimes, [1e-4, 8e-5, 9e-5]))
        // More than twice the relaxation time is cut; what is not known stays so.
        #expect(Self.isNear(qubits.dephasingTimes, [2e-4, nil, 7e-5]))
        #expect(qubits.readoutErrorsOfZero == [0.01, nil, nil])
        #expect(device.gates?["sx"]?.errors == [nil, 0.0003, nil])
        // In the order of the coupling map, no probability above 1.
        #expect(device.gates?["cx"]?.errors == [nil, 1, 0.01])
    }

    @Test func whatIsWrittenIsReadAsItWas() throws {
        let files = [
            Self.file(#"{"configuration": \#(Self.configuration), "properties": \#(Self.properties)}"#)
        ]
        let device = try BackendImport.device(from: files, name: "lab-2")
        try self.folder.write(device.fileText, to: "device.yaml")
        let read = try #require(try self.folder.read(TopologyFolder.sound).backends.first?.device)
        #expect(read.name == "lab-2")
        #expect(read.couplingMap == device.couplingMap)
        #expect(read.qubits == device.qubits)
        #expect(read.gates == device.gates)
        #expect(read.dt == device.dt)
        #expect(read.description == "A lab.")
    }

    @Test func propertiesAloneSayWhatGatesThereAre() throws {
        let device = try BackendImport.device(from: [Self.file(Self.properties)])
        #expect(device.qubitCount == 3)
        #expect(device.basisGates == ["sx", "cx"])
        #expect(device.couplingMap == [[1, 0], [1, 2]])
    }

    @Test func aNoiseModelIsTheNoiseOfAnIdealDevice() throws {
        let noise = """
            {"errors": [{"type": "qerror", "operations": ["sx", "cx"], "gate_qubits": [[3, 1]],
             "instructions": [[{"name": "x", "qubits": [0]}], []], "probabilities": [0.1, 0.9]}]}
            """
        let device = try BackendImport.device(from: [Self.file(noise, "noise.json")], name: "noisy")
        #expect(device.qubitCount == 4)
        #expect(device.basisGates == ["cx", "rz", "sx"])
        #expect(device.couplingMap == nil)
        #expect(device.noise == "noise.json")
    }

    @Test func otherFilesAreRefusedByASentence() {
        let cases = [
            ("", "lab.json is not JSON."), ("[]", "lab.json holds no object."),
            ("{}", "lab.json is no configuration, properties or noise model of a Qiskit backend."),
            (
                #"{"n_qubits": 2, "basis_gates": ["x"], "coupling_map": [[0, 5]], "backend_name": "a"}"#,
                "The coupling map has a pair that is none of two different qubits."
            ),
            (
                #"{"n_qubits": -2, "basis_gates": ["x"], "backend_name": "a"}"#,
                "The files say nothing of a number of qubits from 1 to 4096."
            ),
            (#"{"n_qubits": 2, "basis_gates": [], "backend_name": "a"}"#, "The files name no gates."),
            (#"{"n_qubits": 2, "basis_gates": ["x"]}"#, "The files give no name; use --name."),
            (
                #"{"qubits": [[]], "gates": [{"gate": "x", "qubits": [7], "parameters": []}]}"#,
                "A gate of the properties is on qubits that there are not."
            ),
            (
                #"{"qubits": [[{"name": "T1", "unit": "weeks", "value": 1}]], "gates": []}"#,
                "The properties use the unit weeks, which is not known here."
            ),
            (
                #"{"errors": [3]}"#,
                "lab.json: errors[0].type: A member that is needed is missing, or is of another kind."
            ),
        ]
        for (text, sentence) in cases {
            let error = #expect(throws: BackendImportError.self) {
                _ = try BackendImport.device(from: [Self.file(text)])
            }
            #expect(error?.description == sentence)
        }
    }

    private static func isNear(_ found: [Double?]?, _ expected: [Double?]) -> Bool {
        guard let found, found.count == expected.count else { return false }
        return zip(found, expected).allSatisfy { left, right in
            guard let left, let right else { return left == nil && right == nil }
            return abs(left - right) < 1e-9 * right
        }
    }
}
