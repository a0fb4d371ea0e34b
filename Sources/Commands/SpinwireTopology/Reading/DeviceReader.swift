import RuntimeModel
import Yams

/// Reads a backend's file, whose format `Topology/backends/README.md` describes.
struct DeviceReader {
    private static let qubitCountMax = 4096
    private static let methods: Set<String> = [
        "automatic", "statevector", "density_matrix", "stabilizer", "matrix_product_state", "unitary",
    ]
    private let reader: MappingReader

    init(_ reader: MappingReader) { self.reader = reader }

    /// The device; problems are noted.
    func device() -> DeviceDescriptor {
        let reader = self.reader
        let shotsMax = reader.integer("shots_max", otherwise: 1_000_000, in: 1...1_000_000_000)
        var device = DeviceDescriptor(
            name: reader.requiredText("name"), version: reader.text("version") ?? "1.0.0",
            description: reader.requiredText("description"),
            qubitCount: reader.requiredInteger("qubit_count", in: 1...Self.qubitCountMax),
            basisGates: reader.texts("basis_gates") ?? [], couplingMap: nil, shotsMax: shotsMax,
            shotsDefault: reader.integer("shots_default", otherwise: min(1024, shotsMax), in: 1...shotsMax),
            simulator: reader.flag("simulator", otherwise: true), aliases: reader.texts("aliases") ?? [])
        if device.basisGates.isEmpty { reader.note("basis_gates", "expected a list of at least one gate") }
        if Set(device.basisGates).count != device.basisGates.count {
            reader.note("basis_gates", "names a gate twice")
        }
        if device.name.contains(where: { !TopologyReader.nameCharacters.contains($0) }) {
            reader.note("name", "may hold lower-case letters, digits, hyphens and underscores only")
        }
        device.couplingMap = self.couplingMap(qubitCount: device.qubitCount)
        self.readSimulation(&device)
        self.readProperties(&device)
        return device
    }

    /// Reads what simulates it.
    private func readSimulation(_ device: inout DeviceDescriptor) {
        device.method = self.word("method", of: Self.methods, standard: "automatic")
        device.precision = self.word("precision", of: ["double", "single"], standard: "double")
        if self.reader.has("bond_dimension_max") {
            device.bondDimensionMax = self.reader.integer("bond_dimension_max", otherwise: 1, in: 1...1 << 20)
        }
        device.truncationThreshold = self.reader.number("truncation_threshold", in: 0...1)
        let noise = self.reader.text("noise")
        device.noise = noise == "none" ? nil : noise
    }

    /// A word out of a few; `nil` for the one that goes without saying.
    private func word(_ key: String, of words: Set<String>, standard: String) -> String? {
        guard let word = self.reader.text(key), word != standard else { return nil }
        if !words.contains(word) {
            self.reader.note(key, "must be one of \(words.sorted().joined(separator: ", "))")
        }
        return word
    }

    /// Reads what is known of its qubits and gates.
    private func readProperties(_ device: inout DeviceDescriptor) {
        device.dt = self.reader.number("dt", in: 1e-15...1)
        if self.reader.has("qubits") {
            device.qubits = self.qubits(self.reader.mapping("qubits"), count: device.qubitCount)
        }
        if self.reader.has("gates") { device.gates = self.gates(of: device) }
        if device.noise == DeviceDescriptor.noiseOfProperties, device.qubits == nil, device.gates == nil {
            self.reader.note("noise", "needs qubits or gates to come from")
        }
    }

    private func qubits(_ reader: MappingReader, count: Int) -> QubitProperties {
        var qubits = QubitProperties()
        qubits.relaxationTimes = reader.numbers("t1", counts: [count], in: 1e-12...1e6)
        qubits.dephasingTimes = reader.numbers("t2", counts: [count], in: 1e-12...1e6)
        qubits.frequencies = reader.numbers("frequency", counts: [count], in: 0...1e15)
        qubits.readoutLengths = reader.numbers("readout_length", counts: [count], in: 0...1)
        qubits.readoutErrorsOfZero = reader.numbers("meas1_prep0", counts: [count], in: 0...1)
        qubits.readoutErrorsOfOne = reader.numbers("meas0_prep1", counts: [count], in: 0...1)
        for (index, pair) in zip(qubits.relaxationTimes ?? [], qubits.dephasingTimes ?? []).enumerated() {
            if let relaxation = pair.0, let dephasing = pair.1, dephasing > 2 * relaxation {
                reader.note("t2[\(index)]", "must be at most twice t1")
            }
        }
        reader.finish()
        return qubits
    }

    private func gates(of device: DeviceDescriptor) -> [String: GateProperties] {
        let mapping = self.reader.mapping("gates")
        var gates: [String: GateProperties] = [:]
        for name in mapping.keys where device.basisGates.contains(name) {
            let reader = mapping.mapping(name)
            // One for all, or one for each qubit or pair: of how many qubits a gate is, is not known here.
            let counts = Set([1, device.qubitCount, device.couplingMap?.count].compactMap(\.self))
            gates[name] = GateProperties(
                errors: reader.numbers("error", counts: counts, in: 0...1),
                lengths: reader.numbers("length", counts: counts, in: 0...1))
            reader.finish()
        }
        mapping.finish()
        return gates
    }

    /// Reads `coupling_map`: a list of pairs of different qubits of the device.
    private func couplingMap(qubitCount: Int) -> [[Int]]? {
        guard let node = self.reader.node("coupling_map") else { return nil }
        guard let rows = node.sequence else {
            self.reader.note("coupling_map", "expected a list of pairs of qubits")
            return nil
        }
        return rows.enumerated().compactMap { index, row in
            let pair = row.sequence?.compactMap(\.int) ?? []
            let isInside = pair.allSatisfy { (0..<qubitCount).contains($0) }
            if pair.count == 2, row.sequence?.count == 2, pair[0] != pair[1], isInside { return pair }
            self.reader.note("coupling_map[\(index)]", "expected two different qubits below \(qubitCount)")
            return nil
        }
    }
}
