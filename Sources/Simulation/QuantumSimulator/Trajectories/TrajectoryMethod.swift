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
        let isSmall = survey.activeQubitCount <= Self.smallQubitCountMax
        guard
            let byteCount = isSmall
                ? SmallState.byteCount(qubitCount: survey.activeQubitCount)
                : StateBuffer.byteCount(
                    qubitCount: survey.activeQubitCount, precision: AmplitudePrecision(task.precision))
        else { return .suitable(MethodCost(nanoseconds: .infinity, byteCount: .max)) }
        let stateCount = survey.stateCount(
            shotCount: task.shotCount, fitting: context.memory.byteCountMax / byteCount)
        let (total, isBeyond) = byteCount.multipliedReportingOverflow(by: stateCount)
        return .suitable(
            MethodCost(
                nanoseconds: survey.trajectoryNanoseconds(shotCount: task.shotCount),
                byteCount: isBeyond ? .max : total))
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
            let precision = AmplitudePrecision(task.precision)
            let plans = SegmentPlans(program, precision: precision)
            times.planned()
            let state = try StateBuffer(
                qubitCount: program.activeQubitCount, precision: precision, team: context.team,
                budget: context.memory, cancellation: context.cancellation)
            outcome = try StateVectorMethod.run(program, task, context, state, &times) {
                (segment, state) throws(SimulatorError) in
                try plans.run(segment, on: state, cancellation: context.cancellation)
            }
        }
        outcome.report = times.report(
            method: .stateVector, precision: isSmall ? .double : task.precision,
            activeQubitCount: program.activeQubitCount)
        return outcome
    }
}
