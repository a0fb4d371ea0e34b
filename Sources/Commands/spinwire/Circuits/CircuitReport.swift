import CircuitModel
import OpenQASM

/// What a circuit is made of, as it is printed.
struct CircuitReport: Encodable {
    struct Register: Encodable {
        let name: String
        let bits: Int
    }

    let qubits: Int
    let bits: Int
    let registers: [Register]
    let inputs: [String]
    let variables: Int
    let instructions: Int
    let gates: [String: Int]

    init(_ program: OpenQASMProgram) {
        let circuit = program.structure.circuit
        self.qubits = circuit.qubitCount
        self.bits = circuit.clbitCount
        self.registers = program.registers.map { Register(name: $0.name, bits: $0.clbits.count) }
        self.inputs = program.inputs.map(\.name)
        self.variables = circuit.variables.count
        self.instructions = Self.count(circuit.instructions)
        self.gates = program.gateCounts
    }

    var fields: [(String, String)] {
        let registers = self.registers.map { "\($0.name)[\($0.bits)]" }.joined(separator: " ")
        let gates = self.gates.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        return [
            ("qubits", "\(self.qubits)"),
            ("bits", "\(self.bits)" + (registers.isEmpty ? "" : ": " + registers)),
            ("inputs", self.inputs.isEmpty ? "none" : self.inputs.joined(separator: " ")),
            ("instructions", "\(self.instructions)"),
            ("gates", gates.isEmpty ? "none" : gates.map { "\($0.value) \($0.key)" }.joined(separator: ", ")),
        ]
    }

    /// Those in bodies included.
    private static func count(_ body: [Instruction]) -> Int {
        body.reduce(0) { sum, instruction in
            switch instruction {
            case .conditional(_, let then, let otherwise):
                sum + 1 + Self.count(then) + Self.count(otherwise)
            case .whileLoop(_, let body), .forLoop(_, _, _, _, let body): sum + 1 + Self.count(body)
            case .rounds(let bodies): sum + 1 + bodies.reduce(0) { $0 + Self.count($1) }
            case .switchCase(_, let cases): sum + 1 + cases.reduce(0) { $0 + Self.count($1.body) }
            case .gate, .measure, .reset, .barrier, .delay, .breakLoop, .continueLoop, .store, .save: sum + 1
            }
        }
    }
}
