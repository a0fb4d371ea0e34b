import CircuitModel

/// What a look at a circuit says about the work of simulating it.
struct CircuitSurvey {
    private(set) var activeQubitCount: Int
    private(set) var gateCount = 0
    /// Measurements and resets after which more happens, and those that happen in bodies: each may split shots.
    var splitCount = 0
    private(set) var savesUnitary = false
    /// Whether a state vector, or part of it, is saved.
    private(set) var savesAmplitudes = false
    /// Errors that a shot meets on average, where its state has to go one way.
    var errorCountMean = 0.0
    private var endMeasurementCount = 0

    init(_ circuit: Circuit, activeQubitCount: Int? = nil) {
        self.activeQubitCount = activeQubitCount ?? QubitActivity(circuit).count
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
        case .save(.stateVector), .save(.amplitudes): self.savesAmplitudes = true
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

    /// What running the circuit is expected to take, as many branches at once as there is memory for.
    ///
    /// - Parameter stateByteCount: Of one state; nil where it cannot be addressed.
    func cost(
        nanoseconds: Double, stateByteCount: Int?, shotCount: Int, in context: SimulationContext
    ) -> MethodCost {
        guard let stateByteCount else { return MethodCost(nanoseconds: .infinity, byteCount: .max) }
        let stateCount = ShotGroups.stateCount(
            shotCount: shotCount, splitCount: self.splitCount,
            fitting: context.stateByteCountMax / stateByteCount)
        let (byteCount, isBeyond) = stateByteCount.multipliedReportingOverflow(by: stateCount)
        return MethodCost(nanoseconds: nanoseconds, byteCount: isBeyond ? .max : byteCount)
    }

    /// Ways that shots may go, at most.
    func branchCount(shotCount: Int) -> Double {
        min(
            Double(max(1, shotCount)), Double(sign: .plus, exponent: min(self.splitCount, 60), significand: 1)
        )
    }

    /// A guess from the numbers of gates, amplitudes and branches.
    func stateVectorNanoseconds(shotCount: Int) -> Double {
        let amplitudeCount = Double(sign: .plus, exponent: self.activeQubitCount, significand: 1)
        return Double(self.gateCount + 1) * (10 + amplitudeCount * 0.3)
            * (1 + self.branchCount(shotCount: shotCount) / 2)
            + 10 * Double(shotCount)
    }
}
