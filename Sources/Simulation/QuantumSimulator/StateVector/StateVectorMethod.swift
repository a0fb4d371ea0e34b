package import CircuitModel
import NoiseModel
import SimulatorCore

/// Keeps all `2^n` amplitudes; follows measurements by branching.
package struct StateVectorMethod: SimulationMethod {
    /// Up to here amplitudes lie in a core's cache and a plan costs more than it gains.
    private let smallQubitCountMax: Int

    package init(smallQubitCountMax: Int = 10) { self.smallQubitCountMax = smallQubitCountMax }

    package var name: MethodName { .stateVector }

    package func assess(_ task: borrowing SimulationTask, in context: SimulationContext) -> MethodAssessment {
        guard task.noise?.isIdeal ?? true else {
            return .unsuitable(reason: "With noise there is more than one way for a state to go.")
        }
        let survey = CircuitSurvey(task.circuit)
        if survey.savesUnitary {
            return .unsuitable(reason: "A state vector does not show what the circuit does to other states.")
        }
        let stateByteCount = Self.stateByteCount(
            qubitCount: survey.activeQubitCount, task.precision,
            isSmall: survey.activeQubitCount <= self.smallQubitCountMax)
        return .suitable(
            survey.cost(
                nanoseconds: survey.stateVectorNanoseconds(shotCount: task.shotCount),
                stateByteCount: stateByteCount, shotCount: task.shotCount, in: context))
    }

    /// What one state takes; nil where that cannot be addressed.
    ///
    /// - Parameter isSmall: Whether it is not planned for: it is in double precision then, whatever was asked for.
    static func stateByteCount(qubitCount: Int, _ precision: Precision, isSmall: Bool) -> Int? {
        isSmall
            ? SmallState.byteCount(qubitCount: qubitCount)
            : StateBuffer.byteCount(qubitCount: qubitCount, precision: AmplitudePrecision(precision))
    }

    package func run(
        _ task: borrowing SimulationTask, in context: SimulationContext
    ) throws(SimulatorError) -> CircuitOutcome {
        var times = StageTimes()
        let activity = QubitActivity(task.circuit)
        let isSmall = activity.count <= self.smallQubitCountMax
        var outcome: CircuitOutcome
        if isSmall, let simple = SmallCircuitRun.outcome(of: task, activity: activity, &times) {
            outcome = simple
        } else {
            var program = ProgramCompiler.program(of: task.circuit, activity: activity)
            if isSmall {
                program.deferGates()
                times.planned()
                outcome = try Self.run(program, task, context, SmallState(qubitCount: activity.count), &times)
                {
                    $1.run($0, of: program)
                }
            } else {
                outcome = try Self.runPlanned(program, task, context, &times)
            }
        }
        outcome.report = times.report(
            method: .stateVector, precision: isSmall ? .double : task.precision,
            activeQubitCount: activity.count)
        return outcome
    }

    /// Runs all shots on states that are evolved by plans.
    static func runPlanned(
        _ program: Program, _ task: borrowing SimulationTask, _ context: SimulationContext,
        _ times: inout StageTimes
    ) throws(SimulatorError) -> CircuitOutcome {
        let precision = AmplitudePrecision(task.precision)
        let plans = SegmentPlans(program, precision: precision)
        times.planned()
        let state = try StateBuffer(
            qubitCount: program.activeQubitCount, precision: precision, team: context.team,
            budget: context.memory, cancellation: context.cancellation)
        return try Self.run(program, task, context, state, &times) {
            (segment, state) throws(SimulatorError) in
            try plans.run(segment, on: state, cancellation: context.cancellation)
        }
    }

    /// Runs all shots, as many together as memory for branches allows.
    static func run<State: BranchState>(
        _ program: Program, _ task: borrowing SimulationTask, _ context: SimulationContext, _ state: State,
        _ times: inout StageTimes, evolve: @escaping ProgramRun<State>.Evolution
    ) throws(SimulatorError) -> CircuitOutcome {
        var run = ProgramRun(program, task: task, context: context, evolve: evolve)
        let classical = ClassicalMemory(
            clbitCount: program.clbitCount, variableCount: program.scope.variables.count)
        let splitCount = program.splitCountMax
        let stateCount = ShotGroups.stateCount(
            shotCount: task.shotCount, splitCount: splitCount,
            fitting: context.stateByteCountMax / max(1, state.byteCount))
        let groupSize = ShotGroups.shotCount(
            of: task.shotCount, splitCount: splitCount, stateCount: stateCount)
        var start = 0
        repeat {
            let end = min(start + groupSize, task.shotCount)
            if start > 0 { state.setZeroState() }
            let branch = ProgramRun.Branch(state: state, classical: classical, shots: start..<end)
            if groupSize >= task.shotCount, run.mayRunBranchesAtOnce(from: state) {
                try run.runBranchesAtOnce(branch)
            } else {
                try run.run(branch)
            }
            start = end
        } while start < task.shotCount
        times.evolved(at: run.endOfSteps)
        var outcome = run.tally.outcome(shuffledBy: task.returnsMemory ? task.random : nil)
        outcome.saved = run.saves.values
        return outcome
    }
}
