package import RuntimeModel

extension NoiseModel {
    /// Reads Aer's form, as `NoiseModel.to_dict(serializable=True)` writes it.
    ///
    /// `{"errors": […]}`, each error an object with `type`, `operations` (names of instructions) and, unless it is
    /// for all qubits, `gate_qubits` (lists of qubits in the instruction's order):
    /// - `qerror`: `probabilities`, and `instructions`, which has for each a list of operations with `name`, `qubits`
    ///   (positions among the instruction's) and `params`: standard gates with angles, `pauli` with a word whose
    ///   last letter is for the first qubit, `unitary`, `kraus`, `superop` (acting on columns stacked upon one
    ///   another) with matrices, `reset`. A complex number is `[re, im]`.
    /// - `roerror`: `probabilities`, a row for each true value, of one qubit. Errors of readings of several qubits
    ///   at once are checked and have no effect: every measurement is of one qubit, as in Aer.
    ///
    /// Other members have no meaning here and are passed over.
    package init(json bytes: [UInt8], limits: NoiseLimits = NoiseLimits()) throws(NoiseModelError) {
        guard bytes.count <= limits.byteCountMax else { throw NoiseModelError(.tooLong) }
        try self.init(JSONReader.value(of: bytes, depthMax: limits.depthMax), limits: limits)
    }

    /// Reads the same from a value that is read already.
    package init(_ value: JSONValue, limits: NoiseLimits = NoiseLimits()) throws(NoiseModelError) {
        self.init()
        let errors = try value.member("errors").elements(atMost: limits.errorCountMax, named: "errors")
        for (index, error) in errors.enumerated() {
            try reading("errors[\(index)]") { () throws(NoiseModelError) in
                try self.add(error, limits: limits)
            }
        }
    }

    private mutating func add(_ error: JSONValue, limits: NoiseLimits) throws(NoiseModelError) {
        let places = try Self.places(of: error, limits: limits)
        switch try error.member("type").text(named: "type") {
        case "qerror":
            let names = try Self.names(of: error, limits: limits)
            let quantumError = try QuantumErrorReader(limits: limits).error(error)
            guard let places else {
                for name in names { self.add(quantumError, to: name) }
                return
            }
            for (index, qubits) in places.enumerated() {
                guard qubits.count >= quantumError.qubitCount else {
                    throw NoiseModelError(.tooManyQubits, path: "gate_qubits[\(index)]")
                }
                for name in names { self.add(quantumError, to: name, on: qubits) }
            }
        case "roerror":
            let readoutError = try Self.readoutError(error, limits: limits)
            guard let places else {
                self.defaultReadoutError = readoutError ?? self.defaultReadoutError
                return
            }
            for qubits in places where qubits.count == 1 {
                self.localReadoutErrors[qubits[0]] = readoutError ?? self.localReadoutErrors[qubits[0]]
            }
        default: throw NoiseModelError(.unknownKind, path: "type")
        }
    }

    private static func names(of error: JSONValue, limits: NoiseLimits) throws(NoiseModelError) -> [String] {
        let values = try error.member("operations").elements(
            atMost: limits.locationCountMax, named: "operations")
        var names: [String] = []
        for (index, value) in values.enumerated() {
            names.append(try value.text(named: "operations[\(index)]"))
        }
        return names
    }

    /// The groups of qubits that an error is for; nil for all.
    private static func places(of error: JSONValue, limits: NoiseLimits) throws(NoiseModelError) -> [[Int]]? {
        guard let value = error.objectValue?["gate_qubits"] else { return nil }
        let groups = try value.elements(atMost: limits.locationCountMax, named: "gate_qubits")
        var places: [[Int]] = []
        for (index, group) in groups.enumerated() {
            places.append(
                try group.indices(below: limits.qubitCountMax, countMax: 64, named: "gate_qubits[\(index)]"))
        }
        return places
    }

    /// The error of one qubit's readings; nil for one of several qubits.
    private static func readoutError(
        _ error: JSONValue, limits: NoiseLimits
    ) throws(NoiseModelError) -> ReadoutError? {
        let rows = try error.member("probabilities").elements(
            atMost: 1 << limits.errorQubitCountMax, named: "probabilities")
        guard rows.count >= 2, rows.count & (rows.count - 1) == 0 else {
            throw NoiseModelError(.wrongSize, path: "probabilities")
        }
        var values: [[Double]] = []
        for (index, row) in rows.enumerated() {
            values.append(
                try row.probabilities(count: rows.count, named: "probabilities[\(index)]"))
        }
        if values.count > 2 { return nil }
        return ReadoutError(oneGivenZero: values[0][1], zeroGivenOne: values[1][0])
    }
}
