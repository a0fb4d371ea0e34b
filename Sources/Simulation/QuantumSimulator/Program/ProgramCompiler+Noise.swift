import CircuitModel
import NoiseModel

extension ProgramCompiler {
    /// Adds the noise of a gate.
    mutating func disturb(after gate: GateOperation) {
        guard let name = gate.noiseName else { return }
        let qubits = (0..<gate.operandCount).map { Int(self.preparation.operands[gate.operandStart + $0]) }
        self.disturb(by: name, on: qubits)
    }

    /// Adds the noise of an instruction.
    mutating func disturb(by name: String, on qubits: [Int]) {
        guard let error = self.noise?.error(of: name, on: qubits) else { return }
        self.append(error, on: qubits)
    }

    /// Adds an error on the first of some qubits.
    mutating func append(_ error: QuantumError, on qubits: [Int]) {
        let bits = qubits.prefix(error.qubitCount).map { self.bit($0) }
        for bit in bits { self.touched |= 1 << bit }
        switch self.noiseForm {
        case .average: self.append(Disturbance(bits: bits, matrix: error.transferMatrix, terms: []))
        case .channels:
            for channel in error.channels {
                self.append(Disturbance(bits: bits, matrix: channel.transferMatrix, terms: channel.terms))
            }
        }
    }

    private mutating func append(_ disturbance: Disturbance) {
        self.program.disturbances.append(disturbance)
        self.program.steps.append(.disturb(self.program.disturbances.count - 1))
    }

    /// Adds the error of a reading.
    mutating func misread(_ clbit: Int, of qubit: Int) {
        guard let error = self.noise?.readoutError(of: qubit), !error.isIdeal else { return }
        self.program.readoutErrors.append(error)
        self.program.steps.append(.misread(clbit: clbit, error: self.program.readoutErrors.count - 1))
    }

    /// Notes how the readings go wrong that estimates make at the end of their own.
    mutating func noteBitMisreadings() {
        guard let noise = self.noise, !self.program.saves.isEmpty else { return }
        for (bit, qubit) in self.program.activeQubits.enumerated() {
            guard let error = noise.readoutError(of: qubit), !error.isIdeal else { continue }
            self.program.bitMisreadings.append(Misreading(bit: bit, error: error))
        }
    }

    /// Notes qubits that no gate may act on, but that noise may change.
    static func noteDisturbed(_ body: [Instruction], noise: NoiseModel, in isActive: inout [Bool]) {
        for instruction in body {
            switch instruction {
            case .measure(let qubit, _):
                if noise.error(of: NoiseModel.measureName, on: [qubit]) != nil { isActive[qubit] = true }
            case .reset(let qubit):
                if noise.error(of: NoiseModel.resetName, on: [qubit]) != nil { isActive[qubit] = true }
            case .delay(let qubit, let seconds):
                if noise.delayError(of: qubit, seconds: seconds) != nil { isActive[qubit] = true }
            case .conditional(_, let then, let otherwise):
                Self.noteDisturbed(then, noise: noise, in: &isActive)
                Self.noteDisturbed(otherwise, noise: noise, in: &isActive)
            case .whileLoop(_, let body), .forLoop(_, _, _, _, let body):
                Self.noteDisturbed(body, noise: noise, in: &isActive)
            case .rounds(let bodies):
                for body in bodies { Self.noteDisturbed(body, noise: noise, in: &isActive) }
            case .switchCase(_, let cases):
                for option in cases { Self.noteDisturbed(option.body, noise: noise, in: &isActive) }
            case .gate, .barrier, .breakLoop, .continueLoop, .store, .save: break
            }
        }
    }
}

extension GateOperation {
    /// The name by which noise models know the gate; nil where controls were added, which makes it another.
    var noiseName: String? {
        guard self.addedControlCount == 0 else { return nil }
        switch self.kind {
        case .standard(let gate): return gate.shape.name
        case .unitary: return "unitary"
        case .diagonal: return "diagonal"
        }
    }
}
