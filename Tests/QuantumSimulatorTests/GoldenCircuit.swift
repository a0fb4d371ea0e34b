import CircuitModel
import Foundation
import Testing

/// A batch of circuits in words, as in `Tests/Golden/circuits`; the program harness's tests read the same.
struct GoldenBatch: Decodable {
    let shots: Int
    let seed: UInt64
    let memory: Bool
    let circuits: [GoldenCircuit]

    /// The names of all batches, without their extension.
    static func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: Fixture.goldenFolder.path)
            .filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()
    }

    static func named(_ name: String) throws -> GoldenBatch {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(
            GoldenBatch.self, from: Data(contentsOf: Fixture.goldenFolder.appending(path: "\(name).json")))
    }

    func request() throws -> CircuitRequest {
        CircuitRequest(
            circuits: try self.circuits.map { try $0.circuit() },
            options: RunOptions(shotCount: self.shots, seed: self.seed, returnsMemory: self.memory))
    }
}

struct GoldenCircuit: Decodable {
    struct Controls: Decodable {
        let qubits: [Int]
        let state: UInt64
    }

    struct Test: Decodable {
        let clbits: [Int]
        let value: UInt64
    }

    struct Step: Decodable {
        let gate: String?
        let unitary: [Double]?
        let diagonal: [Double]?
        let qubits: [Int]?
        let parameters: [Double]?
        let controls: Controls?
        let measure: [Int]?
        let reset: Int?
        let `if`: Test?
        let then: [Step]?
        let `else`: [Step]?
    }

    let qubitCount: Int
    let globalPhase: Double?
    let instructions: [Step]
    let registers: [Register]

    struct Register: Decodable {
        let size: Int

        init(from decoder: any Decoder) throws {
            var fields = try decoder.unkeyedContainer()
            _ = try fields.decode(String.self)
            self.size = try fields.decode(Int.self)
        }
    }

    func circuit() throws -> Circuit {
        var circuit = Circuit(
            qubitCount: self.qubitCount, clbitCount: self.registers.reduce(0) { $0 + $1.size },
            globalPhase: self.globalPhase ?? 0)
        circuit.instructions = try self.instructions.map { try Self.instruction($0, in: &circuit) }
        return circuit
    }

    private static func instruction(_ step: Step, in circuit: inout Circuit) throws -> Instruction {
        if let measure = step.measure { return .measure(qubit: measure[0], clbit: measure[1]) }
        if let reset = step.reset { return .reset(qubit: reset) }
        if let test = step.if {
            let condition = Condition.bits(test.clbits, equal: [test.value])
            let then = try (step.then ?? []).map { try Self.instruction($0, in: &circuit) }
            let otherwise = try (step.else ?? []).map { try Self.instruction($0, in: &circuit) }
            return .conditional(condition, then: then, otherwise: otherwise)
        }
        let qubits = try #require(step.qubits)
        let kind: GateOperation.Kind
        if step.unitary != nil {
            kind = .unitary(qubitCount: qubits.count)
        } else if step.diagonal != nil {
            kind = .diagonal(qubitCount: qubits.count)
        } else {
            kind = .standard(
                try #require(
                    StandardGate.allCases.first {
                        $0.shape.name == step.gate && $0.shape.qubitCount == qubits.count
                    }))
        }
        return .gate(
            circuit.operation(
                kind, qubits: (step.controls?.qubits ?? []) + qubits,
                parameters: step.unitary ?? step.diagonal ?? step.parameters ?? [],
                addedControlCount: step.controls?.qubits.count ?? 0,
                addedControlState: step.controls?.state ?? 0))
    }
}
