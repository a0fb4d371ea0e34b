import CircuitModel
import RuntimeModel

/// Reads one error of Aer's form.
struct QuantumErrorReader {
    let limits: NoiseLimits

    func error(_ error: JSONValue) throws(NoiseModelError) -> QuantumError {
        let instructions = try error.member("instructions").elements(
            atMost: self.limits.termCountMax, named: "instructions")
        let probabilities = try error.member("probabilities").probabilities(
            count: instructions.count, named: "probabilities")
        var qubitCount = 1
        var terms: [NoiseChannel.Term] = []
        for (index, list) in instructions.enumerated() {
            let operations = try reading("instructions[\(index)]") { () throws(NoiseModelError) in
                try self.operations(list, qubitCount: &qubitCount)
            }
            terms.append(NoiseChannel.Term(probabilities[index], operations))
        }
        return QuantumError(
            qubitCount: qubitCount, channels: [NoiseChannel(qubitCount: qubitCount, terms: terms)])
    }

    private func operations(
        _ list: JSONValue, qubitCount: inout Int
    ) throws(NoiseModelError) -> [NoiseOperation] {
        var operations: [NoiseOperation] = []
        let values = try list.elements(atMost: self.limits.operationCountMax, named: "")
        for (index, value) in values.enumerated() {
            let operation = try reading("[\(index)]") { () throws(NoiseModelError) in
                let qubits = try value.member("qubits").indices(
                    below: self.limits.errorQubitCountMax, countMax: self.limits.errorQubitCountMax,
                    named: "qubits")
                qubitCount = max(qubitCount, (qubits.max() ?? 0) + 1)
                return try self.operation(value, qubits: qubits)
            }
            if let operation { operations.append(operation) }
        }
        return operations
    }

    /// One operation; nil for one that does nothing.
    private func operation(_ value: JSONValue, qubits: [Int]) throws(NoiseModelError) -> NoiseOperation? {
        let rowCount = 1 << qubits.count
        switch try value.member("name").text(named: "name") {
        case "id": return nil
        case "reset":
            guard qubits.count == 1 else { throw NoiseModelError(.wrongSize, path: "qubits") }
            return .reset(qubit: qubits[0])
        case "x", "y", "z", "pauli": return try self.pauli(value, qubits: qubits)
        case "unitary":
            let matrix = try self.parameter(value).matrix(rowCount: rowCount, named: "params[0]")
            guard Completeness.error(of: [matrix], rowCount: rowCount) <= Completeness.tolerance else {
                throw NoiseModelError(.notUnitary, path: "params[0]")
            }
            return .unitary(qubits: qubits, matrix: matrix)
        case "kraus": return try self.kraus(value, qubits: qubits)
        case "superop":
            let matrix = try self.parameter(value).matrix(rowCount: rowCount * rowCount, named: "params[0]")
            return .kraus(
                qubits: qubits,
                matrices: try KrausDecomposition.matrices(superoperator: matrix, qubitCount: qubits.count))
        case let name: return try self.gate(named: name, value, qubits: qubits)
        }
    }

    private func pauli(_ value: JSONValue, qubits: [Int]) throws(NoiseModelError) -> NoiseOperation? {
        let name = try value.member("name").text(named: "name")
        let word = name == "pauli" ? try self.parameter(value).text(named: "params[0]") : name.uppercased()
        let letters = Array(word.utf8.reversed())
        guard letters.count == qubits.count else { throw NoiseModelError(.wrongSize, path: "params[0]") }
        var (xMask, zMask): (UInt32, UInt32) = (0, 0)
        for (letter, qubit) in zip(letters, qubits) {
            let bit: UInt32 = 1 << UInt32(qubit)
            switch letter {
            case UInt8(ascii: "I"): break
            case UInt8(ascii: "X"): xMask |= bit
            case UInt8(ascii: "Y"): (xMask, zMask) = (xMask | bit, zMask | bit)
            case UInt8(ascii: "Z"): zMask |= bit
            default: throw NoiseModelError(.unknownOperation, path: "params[0]")
            }
        }
        return xMask | zMask == 0 ? nil : .pauli(xMask: xMask, zMask: zMask)
    }

    private func kraus(_ value: JSONValue, qubits: [Int]) throws(NoiseModelError) -> NoiseOperation {
        let values = try value.member("params").elements(atMost: self.limits.krausCountMax, named: "params")
        var matrices: [[Double]] = []
        for (index, matrix) in values.enumerated() {
            matrices.append(try matrix.matrix(rowCount: 1 << qubits.count, named: "params[\(index)]"))
        }
        guard !matrices.isEmpty,
            Completeness.error(of: matrices, rowCount: 1 << qubits.count) <= Completeness.tolerance
        else { throw NoiseModelError(.notTracePreserving, path: "params") }
        return .kraus(qubits: qubits, matrices: matrices)
    }

    private func gate(
        named name: String, _ value: JSONValue, qubits: [Int]
    ) throws(NoiseModelError) -> NoiseOperation {
        guard let gate = StandardGate.allCases.first(where: { $0.shape.name == name }) else {
            throw NoiseModelError(.unknownOperation, path: "name")
        }
        let shape = gate.shape
        guard shape.qubitCount == qubits.count else { throw NoiseModelError(.wrongSize, path: "qubits") }
        var parameters: [Double] = []
        if shape.parameterCount > 0 {
            let values = try value.member("params").elements(atMost: shape.parameterCount, named: "params")
            for value in values {
                guard let number = value.finiteNumber else {
                    throw NoiseModelError(.notNumber, path: "params")
                }
                parameters.append(number)
            }
        }
        guard parameters.count == shape.parameterCount else {
            throw NoiseModelError(.wrongSize, path: "params")
        }
        return .unitary(qubits: qubits, matrix: gate.wholeMatrix(parameters: parameters))
    }

    private func parameter(_ value: JSONValue) throws(NoiseModelError) -> JSONValue {
        let values = try value.member("params").elements(atMost: 1, named: "params")
        guard values.count == 1 else { throw NoiseModelError(.wrongSize, path: "params") }
        return values[0]
    }
}
