package import CircuitModel
import NoiseModel
import SimulatorCore

/// State vectors that noise sends different ways: shots that drew the same errors so far share one state.
package struct TrajectoryMethod: SimulationMethod {
    /// Up to here amplitudes lie in a core's cache and a plan costs more than it gains.
    private static let smallQubitCountMax = 10

    package init() {}

    package var name: MethodName { .stateVector }

    package func assess(_ task: borrowing SimulationTask, in context: SimulationContext) -> MethodAssessment {
        guard let noise = task.noise, !noise.isIdeal else {
            return .unsuitable(reason: "Without noise there is nothing to draw.")
        }
        let survey = CircuitSurvey(task.circuit, noise: noise, as: .channels)
        if survey.savesUnitary {
            return .unsuitable(reason: "A state vector does not show what the circuit does to other states.")
        }
        let stateByteCount = StateVectorMethod.stateByteCount(
            qubitCount: survey.activeQubitCount, task.precision,
            isSmall: survey.activeQubitCount <= Self.smallQubitCountMax)
        return .suitable(
            survey.cost(
                nanoseconds: survey.trajectoryNanoseconds(shotCount: task.shotCount),
                stateByteCount: stateByteCount, shotCount: task.shotCount, in: context))
    }

    package func run(
        _ task: borrowing SimulationTask, in context: SimulationContext
    ) throws(SimulatorError) -> CircuitOutcome {
        var times = StageTimes()
        let program = ProgramCompiler.program(of: task.circuit, noise: task.noise, as: .channels)
        let isSmall = program.activeQubitCount <= Self.smallQubitCountMax
        var outcome: CircuitOutcome
        if isSmall {
            times.planned()
            let state = SmallState(qubitCount: program.activeQubitCount)
            outcome = try StateVectorMethod.run(program, task, context, state, &times) {
                $1.run($0, of: program)
            }
        } else {
            outcome = try StateVectorMethod.runPlanned(program, task, context, &times)
        }
        outcome.report = times.report(
            method: .stateVector, precision: isSmall ? .double : task.precision,
            activeQubitCount: program.activeQubitCount)
        return outcome
    }
}
