package import CircuitModel
import SimulatorCore

/// Works out what a circuit of gates does to every basis state.
///
/// A register of as many qubits again holds which basis state it was: amplitude `column · 2^n + row` is an entry of
/// the matrix.
package struct UnitaryMethod: SimulationMethod {
    package init() {}

    package var name: MethodName { .unitary }

    package func assess(_ task: borrowing SimulationTask, in context: SimulationContext) -> MethodAssessment {
        guard task.noise == nil else { return .unsuitable(reason: "Under noise a circuit is no matrix.") }
        var (gateCount, isWanted) = (0, task.method == self.name)
        for instruction in task.circuit.instructions {
            switch instruction {
            case .gate: gateCount += 1
            case .save(.unitary): isWanted = true
            case .barrier, .delay: break
            case .save, .measure, .reset, .conditional, .whileLoop, .forLoop, .rounds, .switchCase,
                .breakLoop, .continueLoop, .store:
                return .unsuitable(
                    reason: "Only gates are a matrix: drop measurements, and save nothing but the matrix.")
            }
        }
        // For a circuit without outcomes it may seem the cheapest; but nobody has asked for a matrix.
        guard isWanted else { return .unsuitable(reason: "A matrix is worked out only where it is saved.") }
        let qubitCount = task.circuit.qubitCount
        guard
            let byteCount = StateBuffer.byteCount(
                qubitCount: 2 * qubitCount, precision: AmplitudePrecision(task.precision)),
            byteCount < .max / 4
        else { return .suitable(MethodCost(nanoseconds: .greatestFiniteMagnitude, byteCount: .max)) }
        return .suitable(
            MethodCost(nanoseconds: Double(gateCount + 1) * Double(byteCount) / 16, byteCount: byteCount))
    }

    package func run(
        _ task: borrowing SimulationTask, in context: SimulationContext
    ) throws(SimulatorError) -> CircuitOutcome {
        var times = StageTimes()
        let activity = QubitActivity(task.circuit, isWhole: true)
        let program = ProgramCompiler.program(of: task.circuit, activity: activity)
        let qubitCount = activity.count
        let precision = AmplitudePrecision(task.precision)
        let plans = SegmentPlans(program, precision: precision, stateQubitCount: 2 * qubitCount)
        times.planned()
        let state = try StateBuffer(
            qubitCount: 2 * qubitCount, precision: precision, team: context.team, budget: context.memory,
            cancellation: context.cancellation)
        for index in 0..<(1 << qubitCount) {
            state.setAmplitude(at: index << qubitCount | index, real: 1, imaginary: 0)
        }
        var outcome = CircuitOutcome(clbitCount: task.circuit.clbitCount)
        for step in program.steps {
            switch step {
            case .gates(let segment): try plans.run(segment, on: state, cancellation: context.cancellation)
            case .save:
                outcome.saved.append(
                    try Self.matrix(
                        state, qubitCount: qubitCount, phase: program.globalPhase, context.cancellation))
            case .measure, .clear, .reset, .disturb, .misread, .jump, .jumpUnlessBits, .jumpUnless, .store,
                .jumpUnlessChosen,
                .startCount, .nextRound, .countRound:
                preconditionFailure("The assessment lets gates pass.")
            }
        }
        if task.shotCount > 0 {
            var tally = OutcomeTally(clbitCount: task.circuit.clbitCount)
            tally.add(
                ClassicalMemory(clbitCount: task.circuit.clbitCount, variableCount: 0), count: task.shotCount)
            let counted = tally.outcome(shuffledBy: task.returnsMemory ? task.random : nil)
            (outcome.keys, outcome.counts, outcome.memory) = (counted.keys, counted.counts, counted.memory)
        }
        outcome.report = times.report(
            method: .unitary, precision: task.precision, activeQubitCount: qubitCount)
        return outcome
    }

    private static func matrix(
        _ state: StateBuffer, qubitCount: Int, phase: Double, _ cancellation: CancellationFlag
    ) throws(SimulatorError) -> SavedValue {
        let rowCount = 1 << qubitCount
        let factor = Complex(phase: phase)
        var numbers = [Double](repeating: 0, count: 2 * rowCount * rowCount)
        for column in 0..<rowCount {
            let entries = state.amplitudes((column << qubitCount)..<((column + 1) << qubitCount))
            try cancellation.check()
            for row in 0..<rowCount {
                let entry = factor * Complex(entries[2 * row], entries[2 * row + 1])
                numbers[2 * (row * rowCount + column)] = entry.real
                numbers[2 * (row * rowCount + column) + 1] = entry.imaginary
            }
        }
        return SavedValue(dimensions: [rowCount, rowCount], isComplex: true, numbers: numbers)
    }
}
