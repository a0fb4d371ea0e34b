package import CircuitModel
import NoiseModel
import SimulatorCore

/// Keeps all `2^n` amplitudes; follows measurements by branching.
package struct StateVectorMethod: SimulationMethod {
    /// Up to here amplitudes lie in a core's cache and a plan costs more than it gains.
    private let smallQubitCountMax: Int

    package init(smallQubitCountMax: Int = 9) { self.smallQubitCountMax = smallQubitCountMax }

    package var name: MethodName { .stateVector }

    package func assess(_ task: borrowing SimulationTask, in context: SimulationContext) -> MethodAssessment {
        guard task.noise?.isIdeal ?? true else {
            return .unsuitable(reason: "With noise there is more than one way for a state to go.")
        }
        let survey = CircuitSurvey(task.circuit)
        if survey.savesUnitary {
            return .unsuitable(reason: "A state vector does not show what the circuit does to other states.")
        }
        let precision = AmplitudePrecision(task.precision)
        let isSmall = survey.activeQubitCount <= self.smallQubitCountMax
        guard
            let byteCount = isSmall
                ? SmallState.byteCount(qubitCount: survey.activeQubitCount)
                : StateBuffer.byteCount(qubitCount: survey.activeQubitCount, precision: precision)
        else { return .suitable(MethodCost(nanoseconds: .infinity, byteCount: .max)) }
        let stateCount = survey.stateCount(
            shotCount: task.shotCount, fitting: context.memory.byteCountMax / byteCount)
        let (total, isBeyond) = byteCount.multipliedReportingOverflow(by: stateCount)
        return .suitable(
            MethodCost(
                nanoseconds: survey.stateVectorNanoseconds(shotCount: task.shotCount),
                byteCount: isBeyond ? .max : total))
    }

    package func run(
        _ task: borrowing SimulationTask, in context: SimulationContext
    ) throws(SimulatorError) -> CircuitOutcome {
        var times = StageTimes()
        let survey = CircuitSurvey(task.circuit)
        let program = ProgramCompiler.program(of: task.circuit)
        let isSmall = program.activeQubitCount <= self.smallQubitCountMax
        var outcome: CircuitOutcome
        if isSmall {
            times.planned()
            outcome = try Self.run(
                program, task, context, SmallState(qubitCount: program.activeQubitCount), survey: survey
            ) {
                $1.run($0, of: program)
            }
        } else {
            let precision = AmplitudePrecision(task.precision)
            let plans = SegmentPlans(program, precision: precision)
            times.planned()
            let state = try StateBuffer(
                qubitCount: program.activeQubitCount, precision: precision, team: context.team,
                budget: context.memory)
            outcome = try Self.run(program, task, context, state, survey: survey) {
                (segment, state) throws(SimulatorError) in
                try state.evolve(plans[segment], cancellation: context.cancellation)
            }
        }
        outcome.report = times.report(
            method: .stateVector, precision: isSmall ? .double : task.precision,
            activeQubitCount: program.activeQubitCount)
        return outcome
    }

    /// Runs all shots, as many together as memory for branches allows.
    static func run<State: BranchState>(
        _ program: Program, _ task: borrowing SimulationTask, _ context: SimulationContext, _ state: State,
        survey: CircuitSurvey, evolve: @escaping ProgramRun<State>.Evolution
    ) throws(SimulatorError) -> CircuitOutcome {
        var run = ProgramRun(program, task: task, context: context, evolve: evolve)
        let classical = ClassicalMemory(
            clbitCount: program.clbitCount, variableCount: program.scope.variables.count)
        let stateByteCount = max(1, state.byteCount)
        let stateCount = survey.stateCount(
            shotCount: task.shotCount, fitting: context.memory.byteCountMax / stateByteCount)
        let groupSize = survey.groupShotCount(shotCount: task.shotCount, stateCount: stateCount)
        var start = 0
        repeat {
            let end = min(start + groupSize, task.shotCount)
            if start > 0 { state.setZeroState() }
            try run.run(ProgramRun.Branch(state: state, classical: classical, shots: start..<end))
            start = end
        } while start < task.shotCount
        var outcome = run.tally.outcome(shuffledBy: task.returnsMemory ? task.random : nil)
        outcome.saved = run.saves.values
        return outcome
    }
}
