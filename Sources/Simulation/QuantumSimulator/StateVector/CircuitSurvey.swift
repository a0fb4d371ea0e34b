import CircuitModel

/// What a look at a circuit says about the work of simulating it.
struct CircuitSurvey {
    private(set) var activeQubitCount: Int
    private(set) var gateCount = 0
    /// Measurements and resets after which more happens, and those that happen in bodies: each may split shots.
    private(set) var splitCount = 0
    private(set) var savesUnitary = false
    private var endMeasurementCount = 0

    init(_ circuit: Circuit, activity: QubitActivity) {
        self.activeQubitCount = activity.count
        self.note(circuit.instructions, isBody: false)
    }

    private mutating func note(_ body: [Instruction], isBody: Bool) {
        for instruction in body { self.note(instruction, isBody: isBody) }
    }

    private mutating func note(_ instruction: Instruction, isBody: Bool) {
        switch instruction {
        case .gate:
            self.gateCount += 1
            self.splitCount += self.endMeasurementCount
            self.endMeasurementCount = 0
        case .measure: if isBody { self.splitCount += 1 } else { self.endMeasurementCount += 1 }
        case .reset: self.splitCount += 1
        case .save(.unitary): self.savesUnitary = true
        case .barrier, .delay, .breakLoop, .continueLoop, .store, .save: break
        case .conditional(_, let then, let otherwise):
            self.note(then, isBody: true)
            self.note(otherwise, isBody: true)
        case .whileLoop(_, let body), .forLoop(_, _, _, _, let body):
            // Every round may split anew.
            self.splitCount += 64
            self.note(body, isBody: true)
        case .rounds(let bodies): for body in bodies { self.note(body, isBody: true) }
        case .switchCase(_, let cases): for option in cases { self.note(option.body, isBody: true) }
        }
    }

    /// A guess from the numbers of gates, amplitudes and branches.
    func stateVectorNanoseconds(shotCount: Int) -> Double {
        let amplitudeCount = Double(sign: .plus, exponent: self.activeQubitCount, significand: 1)
        let branchCount = min(
            Double(max(1, shotCount)), Double(sign: .plus, exponent: min(self.splitCount, 60), significand: 1))
        return Double(self.gateCount + 1) * (10 + amplitudeCount * 0.3) * (1 + branchCount / 2)
            + 10 * Double(shotCount)
    }
}
