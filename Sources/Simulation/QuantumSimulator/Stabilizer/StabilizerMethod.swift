package import CircuitModel
import Stabilizer

/// Clifford circuits with Pauli noise, of thousands of qubits; shots are Pauli frames against one reference shot.
package struct StabilizerMethod: SimulationMethod {
    /// Operations of a circuit once its loops are unrolled.
    package static let operationCountMax = 4_000_000

    package init() {}

    package var name: MethodName { .stabilizer }

    package func assess(_ task: borrowing SimulationTask, in context: SimulationContext) -> MethodAssessment {
        do throws(StabilizerObstacle) {
            let translation = try StabilizerTranslation(
                task.circuit, noise: task.noise, operationCountMax: Self.operationCountMax,
                cancellation: context.cancellation)
            return .suitable(Self.cost(of: translation.program, shotCount: task.shotCount))
        } catch {
            return .unsuitable(reason: error.reason)
        }
    }

    package func run(
        _ task: borrowing SimulationTask, in context: SimulationContext
    ) throws(SimulatorError) -> CircuitOutcome {
        var times = StageTimes()
        let translation: StabilizerTranslation
        do throws(StabilizerObstacle) {
            translation = try StabilizerTranslation(
                task.circuit, noise: task.noise, operationCountMax: Self.operationCountMax,
                cancellation: context.cancellation)
        } catch {
            try context.cancellation.check()
            throw SimulatorError(.methodUnsuitable, error.reason)
        }
        let cost = Self.cost(of: translation.program, shotCount: task.shotCount)
        let reservation = try context.memory.reserve(byteCount: cost.byteCount)
        defer { withExtendedLifetime(reservation) {} }
        times.planned()
        let sampler = StabilizerSampler(
            translation.program, isCancelled: { context.cancellation.isCancelled })
        guard let sampler else { throw SimulatorError(.cancelled, "The run was cancelled.") }
        let shots = StabilizerShots(
            sampler, observableCount: translation.program.observables.count, task: task, context)
        try context.cancellation.check()
        var outcome = OutcomeGrouping.outcome(
            ofShots: shots.words, clbitCount: task.circuit.clbitCount, returnsMemory: task.returnsMemory,
            isCancelled: { context.cancellation.isCancelled })
        try context.cancellation.check()
        outcome.saved = translation.savedSums.map { shots.mean(of: $0) }
        outcome.report = times.report(
            method: .stabilizer, precision: .double, activeQubitCount: translation.program.qubitCount)
        return outcome
    }

    /// What a program takes, by the times measured of each part.
    private static func cost(of program: StabilizerProgram, shotCount: Int) -> MethodCost {
        let laneCount = Double((program.qubitCount + 511) / 512)
        let qubitCount = Double(program.qubitCount)
        let operationCount = Double(program.operations.count)
        let shotLaneCount = Double((shotCount + 511) / 512)
        let wordCount = Double(shotCount * CircuitOutcome.wordsPerKey(clbitCount: program.clbitCount))
        let tableau = operationCount * (20 + 10 * laneCount) + qubitCount * qubitCount * laneCount * 3
        let frames = (operationCount + 2 * qubitCount) * (15 + 5 * shotLaneCount)
        let rowByteCount = 64 * (2 * program.qubitCount + program.clbitCount) * 8
        let tableauByteCount = 2 * program.qubitCount * 192 * ((program.qubitCount + 511) / 512)
        let shotByteCount = 16 * Int(wordCount) + 40 * shotCount
        return MethodCost(
            nanoseconds: 10_000 + tableau + frames + 5 * wordCount + 30 * Double(shotCount),
            byteCount: rowByteCount + tableauByteCount + shotByteCount + 64 * program.operations.count)
    }
}
