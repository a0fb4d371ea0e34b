package import CircuitModel
import NoiseModel

/// Keeps a chain of tensors: circuits of many qubits whose neighbours, in some order, are little entangled.
package struct MatrixProductStateMethod: SimulationMethod {
    package init() {}

    package var name: MethodName { .matrixProductState }

    package func assess(_ task: borrowing SimulationTask, in context: SimulationContext) -> MethodAssessment {
        // Where all amplitudes are as few, nothing is quicker; so it is not worth looking.
        guard task.method == self.name || task.circuit.qubitCount > Self.unaskedQubitCountMin else {
            return .unsuitable(
                reason: "So few qubits are simulated by matrix product states only where asked for.")
        }
        guard task.noise?.isIdeal ?? true else {
            return .unsuitable(reason: "Matrix product states are simulated without noise.")
        }
        if let reason = Self.reasonAgainst(task.circuit.instructions, isOutermost: true) {
            return .unsuitable(reason: reason)
        }
        return .suitable(ChainCost.cost(of: task))
    }

    package func run(
        _ task: borrowing SimulationTask, in context: SimulationContext
    ) throws(SimulatorError) -> CircuitOutcome {
        var times = StageTimes()
        var run = ChainRun(task, in: context)
        times.planned()
        var outcome = try run.run()
        var report = times.report(
            method: .matrixProductState, precision: .double, activeQubitCount: run.translation.qubitCount)
        report.truncationError = run.discardedWeight
        report.bondDimension = run.bondDimension
        outcome.report = report
        return outcome
    }

    private static let unaskedQubitCountMin = 16

    private static func reasonAgainst(_ body: [Instruction], isOutermost: Bool) -> String? {
        for instruction in body {
            let bodies: [[Instruction]]
            switch instruction {
            case .gate(let gate):
                if ChainTranslation.isTooWide(gate) {
                    return "Matrix product states take matrices on at most eight qubits."
                }
                continue
            case .save(let save):
                if let reason = self.reasonAgainst(save, isOutermost: isOutermost) { return reason }
                continue
            case .conditional(_, let then, let otherwise): bodies = [then, otherwise]
            case .whileLoop(_, let body), .forLoop(_, _, _, _, let body): bodies = [body]
            case .rounds(let rounds): bodies = rounds
            case .switchCase(_, let cases): bodies = cases.map { $0.body }
            case .measure, .reset, .barrier, .delay, .breakLoop, .continueLoop, .store: continue
            }
            for body in bodies {
                if let reason = self.reasonAgainst(body, isOutermost: false) { return reason }
            }
        }
        return nil
    }

    private static func reasonAgainst(_ save: SavePoint, isOutermost: Bool) -> String? {
        switch save {
        case .unitary: "Matrix product states do not tell what a circuit does to all states."
        case .expectation(_, isSampled: true): "Matrix product states give means exactly, not by sampling."
        case .stateVector, .amplitudes, .probabilities, .densityMatrix, .expectation:
            isOutermost ? nil : "Matrix product states save nothing inside a conditional or a loop."
        }
    }
}
