import CircuitModel
import QuantumSimulator
import Testing

/// Goal: every gate does what Qiskit says it does, on whichever qubits.
/// Method: matrices from Qiskit's `Operator`, applied by a reference that knows neither kernels nor gate table.
@Suite struct GateMatrixTests {
    @Test func everyGateOfTheTableHasARowFromQiskit() throws {
        let covered = Set(try GateRow.all().compactMap(\.gate))
        #expect(covered == Set(StandardGate.allCases))
    }

    @Test(arguments: try GateRow.all(), [false, true])
    func aGateActsAsItsMatrixInEveryOrderOfQubits(row: GateRow, isPlanned: Bool) throws {
        let gate = try #require(row.gate)
        #expect(gate.shape.parameterCount == row.parameters.count)
        let qubitCount = 5
        for qubits in DenseReference.arrangements(of: row.qubitCount, from: qubitCount) {
            var circuit = Self.preparation(qubitCount: qubitCount)
            let before = try Simulated.amplitudes(of: circuit, isPlanned: isPlanned)
            circuit.append(gate, qubits: qubits, parameters: row.parameters)
            let after = try Simulated.amplitudes(of: circuit, isPlanned: isPlanned)
            let expected = DenseReference.applying(row.matrix, to: qubits, of: before)
            #expect(DenseReference.distance(after, expected) < 1e-14, "on \(qubits)")
        }
    }

    @Test(arguments: try GateRow.all().filter { $0.qubitCount <= 2 }, [false, true])
    func addedControlsLetAGateActWhereTheyHoldTheirState(row: GateRow, isPlanned: Bool) throws {
        let gate = try #require(row.gate)
        for state in UInt64(0)..<4 {
            for qubits in DenseReference.arrangements(of: row.qubitCount + 2, from: 4) {
                var circuit = Self.preparation(qubitCount: 4)
                let before = try Simulated.amplitudes(of: circuit, isPlanned: isPlanned)
                circuit.append(
                    gate, qubits: qubits, parameters: row.parameters, addedControlCount: 2,
                    addedControlState: state)
                let after = try Simulated.amplitudes(of: circuit, isPlanned: isPlanned)
                var expected = DenseReference.applying(row.matrix, to: Array(qubits.dropFirst(2)), of: before)
                for index in 0..<16 {
                    let held = UInt64(index >> qubits[0] & 1 | (index >> qubits[1] & 1) << 1)
                    guard held != state else { continue }
                    (expected[2 * index], expected[2 * index + 1]) = (
                        before[2 * index], before[2 * index + 1]
                    )
                }
                #expect(DenseReference.distance(after, expected) < 1e-14, "on \(qubits), state \(state)")
            }
        }
    }

    /// A state in which every amplitude is different.
    private static func preparation(qubitCount: Int) -> Circuit {
        var circuit = Circuit(qubitCount: qubitCount, clbitCount: 0)
        for qubit in 0..<qubitCount {
            circuit.append(
                .u, qubits: [qubit], parameters: [0.7 + 0.3 * Double(qubit), 0.9 * Double(qubit), 0.4])
        }
        for qubit in 1..<qubitCount { circuit.append(.cry, qubits: [qubit - 1, qubit], parameters: [0.8]) }
        return circuit
    }
}
