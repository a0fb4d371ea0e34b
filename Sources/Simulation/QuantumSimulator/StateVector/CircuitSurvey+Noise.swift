import CircuitModel
import NoiseModel

extension CircuitSurvey {
    /// Looks at a circuit with noise.
    ///
    /// - Parameter form: Whether noise splits shots.
    init(_ circuit: Circuit, noise: NoiseModel?, as form: Disturbance.Form) {
        self.init(
            circuit, activeQubitCount: ProgramCompiler.activeQubitCount(of: circuit, noise: noise))
        guard let noise else { return }
        self.note(circuit.instructions, of: circuit, noise: noise, form)
    }

    private mutating func note(
        _ body: [Instruction], of circuit: Circuit, noise: NoiseModel, _ form: Disturbance.Form
    ) {
        for instruction in body {
            switch instruction {
            case .gate(let gate):
                guard let name = gate.noiseName else { continue }
                self.note(noise.error(of: name, on: circuit.operands(of: gate).map { Int($0) }), form)
            case .measure(let qubit, _):
                self.note(noise.error(of: NoiseModel.measureName, on: [qubit]), form)
                if noise.readoutError(of: qubit) != nil { self.splitCount += 1 }
            case .reset(let qubit): self.note(noise.error(of: NoiseModel.resetName, on: [qubit]), form)
            case .delay(let qubit, let seconds):
                self.note(noise.delayError(of: qubit, seconds: seconds), form)
            case .conditional(_, let then, let otherwise):
                self.note(then, of: circuit, noise: noise, form)
                self.note(otherwise, of: circuit, noise: noise, form)
            case .whileLoop(_, let body), .forLoop(_, _, _, _, let body):
                self.note(body, of: circuit, noise: noise, form)
            case .rounds(let bodies):
                for body in bodies { self.note(body, of: circuit, noise: noise, form) }
            case .switchCase(_, let cases):
                for option in cases { self.note(option.body, of: circuit, noise: noise, form) }
            case .barrier, .breakLoop, .continueLoop, .store, .save: break
            }
        }
    }

    private mutating func note(_ error: QuantumError?, _ form: Disturbance.Form) {
        guard let error, form == .channels else { return }
        // A term may hold a reset, which splits shots once more.
        self.splitCount += 2 * error.channels.count
        self.errorCountMean += 1 - error.transferMatrix.averageFidelity
    }

    /// A guess from the numbers of gates and of the state, of which two gates' worth is done at a time.
    func densityMatrixNanoseconds(shotCount: Int) -> Double {
        let count = Double(sign: .plus, exponent: min(2 * self.activeQubitCount, 1000), significand: 1)
        let splits = Double(min(self.splitCount, 20))
        return Double(self.gateCount + 1) * (1500 + 0.2 * count) * (1 + splits) + 10 * Double(shotCount)
    }

    /// A guess: a shot that met an error goes on alone, half of the circuit on average.
    func trajectoryNanoseconds(shotCount: Int) -> Double {
        let amplitudeCount = Double(sign: .plus, exponent: self.activeQubitCount, significand: 1)
        let shots = Double(max(1, shotCount))
        let stateCount = 1 + shots * min(1, self.errorCountMean) / 2
        return Double(self.gateCount + 1) * (2000 + amplitudeCount) * stateCount + 10 * shots
    }
}
