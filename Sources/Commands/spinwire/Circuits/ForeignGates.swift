import CircuitModel
import OpenQASM
import RuntimeModel

/// What a program asks of a device that the device does not have. It runs all the same, but ideally: the noise of a
/// device is that of its own gates, on the qubits that it couples.
struct ForeignGates {
    /// Gates that are none of the device's, in alphabetical order.
    let names: [String]
    /// Qubits that meet in a gate though the device does not couple them, each as `a-b`.
    let pairs: [String]

    init(of program: OpenQASMProgram, on device: DeviceDescriptor) {
        let native = Set(device.basisGates)
        self.names = program.gateCounts.keys.filter { !native.contains($0) }.sorted()
        guard let couplings = device.couplingMap else {
            self.pairs = []
            return
        }
        let coupled = Set(couplings.map { Set($0) })
        let circuit = program.structure.circuit
        var stray: Set<Set<Int>> = []
        Self.forEachGate(in: circuit.instructions) { gate in
            guard gate.operandCount == 2 else { return }
            let pair = Set(circuit.operands[gate.operandStart..<(gate.operandStart + 2)].map { Int($0) })
            if !coupled.contains(pair) { stray.insert(pair) }
        }
        self.pairs = stray.map { $0.sorted() }.sorted { $0.lexicographicallyPrecedes($1) }
            .map { $0.map { "\($0)" }.joined(separator: "-") }
    }

    /// What to tell whoever asked for the device's noise; `nil` when there is nothing to tell.
    var warning: String? {
        guard !self.names.isEmpty || !self.pairs.isEmpty else { return nil }
        let gates = self.names.isEmpty ? [] : ["gates \(self.names.joined(separator: " "))"]
        let qubits = self.pairs.isEmpty ? [] : ["qubits \(self.pairs.joined(separator: " "))"]
        return "warning: noise belongs to a backend's own gates and couplings; these are not among them: "
            + (gates + qubits).joined(separator: ", ")
    }

    private static func forEachGate(in body: [Instruction], _ look: (GateOperation) -> Void) {
        for instruction in body {
            switch instruction {
            case .gate(let gate): look(gate)
            case .conditional(_, let then, let otherwise):
                Self.forEachGate(in: then, look)
                Self.forEachGate(in: otherwise, look)
            case .whileLoop(_, let body), .forLoop(_, _, _, _, let body): Self.forEachGate(in: body, look)
            case .rounds(let bodies): for body in bodies { Self.forEachGate(in: body, look) }
            case .switchCase(_, let cases): for option in cases { Self.forEachGate(in: option.body, look) }
            case .measure, .reset, .barrier, .delay, .breakLoop, .continueLoop, .store, .save: break
            }
        }
    }
}
