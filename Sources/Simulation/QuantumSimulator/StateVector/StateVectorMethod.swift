package import CircuitModel
import StateVector

/// Keeps all `2^n` amplitudes; follows measurements by branching.
package struct StateVectorMethod: SimulationMethod {
    package init() {}

    package var name: MethodName { .stateVector }

    package func assess(_ task: borrowing SimulationTask, in context: SimulationContext) -> MethodAssessment {
        let qubitCount = ProgramCompiler.activeQubitCount(of: task.circuit)
        let byteCount = StateVector.byteCount(qubitCount: qubitCount) ?? .max
        let amplitudeCount = Double(sign: .plus, exponent: qubitCount, significand: 1)
        return .suitable(
            MethodCost(
                nanoseconds: amplitudeCount * Double(task.circuit.instructions.count),
                byteCount: byteCount))
    }

    package func run(
        _ task: borrowing SimulationTask, in context: SimulationContext
    ) throws(SimulatorError) -> CircuitOutcome {
        let start = ContinuousClock.now
        let program = ProgramCompiler.program(of: task.circuit)
        let planned = ContinuousClock.now
        var run = ProgramRun(
            program: program, random: task.random, recordsMemory: task.returnsMemory,
            cancellation: context.cancellation)
        let stateCountMax = context.limits.stateByteCountMax >> (program.activeQubitCount + 4)
        var outcome = try run.run(shotCount: task.shotCount, stateCountMax: stateCountMax)
        var report = RunReport(
            method: .stateVector, precision: .double, activeQubitCount: program.activeQubitCount)
        report.planNanoseconds = UInt64((planned - start) / .nanoseconds(1))
        report.runNanoseconds = UInt64((ContinuousClock.now - planned) / .nanoseconds(1))
        outcome.report = report
        return outcome
    }
}
