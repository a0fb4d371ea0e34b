import RuntimeModel

/// What a backend's properties say, in SI units.
struct PropertyRows {
    private struct Gate {
        var name: String
        var qubits: [Int]
        var values: [String: Double]
    }

    /// By qubit, by Qiskit's name.
    private var qubitValues: [[String: Double]] = []
    private var gateRows: [Gate] = []

    private static let factors: [String: Double] = [
        "": 1, "s": 1, "ms": 1e-3, "us": 1e-6, "µs": 1e-6, "ns": 1e-9, "ps": 1e-12, "Hz": 1, "kHz": 1e3,
        "MHz": 1e6,
        "GHz": 1e9,
    ]

    init(_ properties: [String: JSONValue]) throws(BackendImportError) {
        if case .array(let rows) = properties["qubits"] {
            for row in rows { self.qubitValues.append(try Self.values(row)) }
        }
        guard case .array(let rows) = properties["gates"] else { return }
        for row in rows {
            guard let members = row.objectValue, let name = members["gate"]?.stringValue,
                case .array(let places) = members["qubits"]
            else { throw BackendImportError("A gate of the properties is without name or qubits.") }
            let qubits = places.compactMap(\.integerValue)
            guard qubits.count == places.count, qubits.allSatisfy(self.qubitValues.indices.contains) else {
                throw BackendImportError("A gate of the properties is on qubits that there are not.")
            }
            let values = try Self.values(members["parameters"] ?? .array([]))
            self.gateRows.append(Gate(name: name, qubits: qubits, values: values))
        }
    }

    private static func values(_ list: JSONValue) throws(BackendImportError) -> [String: Double] {
        guard case .array(let rows) = list else { throw BackendImportError("The properties are no lists.") }
        var values: [String: Double] = [:]
        for case .object(let row) in rows {
            guard let name = row["name"]?.stringValue, let value = row["value"]?.number else { continue }
            let unit = row["unit"]?.stringValue ?? ""
            guard let factor = Self.factors[unit] else {
                throw BackendImportError("The properties use the unit \(unit), which is not known here.")
            }
            values[name] = value * factor
        }
        return values
    }

    var qubitCount: Int { self.qubitValues.count }

    /// In the order in which they first occur.
    var gateNames: [String] {
        var names: [String] = []
        for gate in self.gateRows where !names.contains(gate.name) { names.append(gate.name) }
        return names
    }

    /// Pairs that some gate acts on.
    var pairs: [[Int]] {
        var pairs: [[Int]] = []
        for gate in self.gateRows where gate.qubits.count == 2 && !pairs.contains(gate.qubits) {
            pairs.append(gate.qubits)
        }
        return pairs
    }

    func qubits(count: Int) -> QubitProperties {
        var qubits = QubitProperties()
        qubits.relaxationTimes = self.column("T1", count: count)
        qubits.dephasingTimes = self.column("T2", count: count)
        // More than relaxation allows is an error of the measurement.
        if let ones = qubits.relaxationTimes, let twos = qubits.dephasingTimes {
            qubits.dephasingTimes = zip(ones, twos).map { one, two in
                guard let one, let two else { return two }
                return min(two, 2 * one)
            }
        }
        qubits.frequencies = self.column("frequency", count: count)
        qubits.readoutLengths = self.column("readout_length", count: count)
        let mean = self.column("readout_error", count: count)
        qubits.readoutErrorsOfZero = self.column("prob_meas1_prep0", count: count) ?? mean
        qubits.readoutErrorsOfOne = self.column("prob_meas0_prep1", count: count) ?? mean
        return qubits
    }

    private func column(_ name: String, count: Int) -> [Double?]? {
        let values = (0..<count).map {
            self.qubitValues.indices.contains($0) ? self.qubitValues[$0][name] : nil
        }
        return values.allSatisfy { $0 == nil } ? nil : values
    }

    func gates(basis: [String], qubitCount: Int, pairs: [[Int]]) -> [String: GateProperties] {
        var gates: [String: GateProperties] = [:]
        for name in basis {
            let rows = self.gateRows.filter { $0.name == name }
            guard let width = rows.first?.qubits.count, width == 1 || width == 2 else { continue }
            let places = width == 1 ? (0..<qubitCount).map { [$0] } : pairs
            let values = places.map { place in rows.first { $0.qubits == place }?.values }
            gates[name] = GateProperties(
                errors: Self.known(values.map { $0?["gate_error"].map { min($0, 1) } }),
                lengths: Self.known(values.map { $0?["gate_length"] }))
        }
        return gates
    }

    private static func known(_ values: [Double?]) -> [Double?]? {
        values.allSatisfy { $0 == nil } ? nil : values
    }
}

extension JSONValue {
    /// The number, when it is one.
    var number: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        case .null, .bool, .string, .array, .object: nil
        }
    }
}
