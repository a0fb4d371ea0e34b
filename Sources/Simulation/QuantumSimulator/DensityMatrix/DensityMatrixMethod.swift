package import CircuitModel
import NoiseModel

/// Keeps the `4^n` numbers of a density matrix: noise acts as it is on average, and nothing but measurements with
/// consequences splits shots.
package struct DensityMatrixMethod: SimulationMethod {
    package init() {}

    package var name: MethodName { .densityMatrix }

    package func assess(_ task: borrowing SimulationTask, in context: SimulationContext) -> MethodAssessment {
        let survey = CircuitSurvey(task.circuit, noise: task.noise, as: .average)
        if survey.savesAmplitudes || survey.savesUnitary {
            return .unsuitable(reason: "A density matrix has no amplitudes to save.")
        }
        return .suitable(
            survey.cost(
                nanoseconds: survey.densityMatrixNanoseconds(shotCount: task.shotCount),
                stateByteCount: BlochVector.byteCount(qubitCount: survey.activeQubitCount),
                shotCount: task.shotCount, in: context))
    }

    package func run(
        _ task: borrowing SimulationTask, in context: SimulationContext
    ) throws(SimulatorError) -> CircuitOutcome {
        var times = StageTimes()
        let program = ProgramCompiler.program(of: task.circuit, noise: task.noise, as: .average)
        let gates = program.gates.map { TransferGate(program.operation(of: $0)) }
        times.planned()
        let state = try BlochVector(
            qubitCount: program.activeQubitCount, team: context.team, budget: context.memory,
            cancellation: context.cancellation)
        var outcome = try StateVectorMethod.run(program, task, context, state, &times) {
            segment, state in
            for place in program.segments[segment] {
                switch gates[place] {
                case .channel(let operation): state.append(operation)
                case .wide(let gate): state.append(wide: gate)
                case .nothing: break
                }
            }
        }
        outcome.report = times.report(
            method: .densityMatrix, precision: .double, activeQubitCount: program.activeQubitCount)
        return outcome
    }
}
