package import CircuitModel

/// One way of simulating a circuit.
///
/// A method is stateless: everything a run needs comes with the task and the context, and nothing outlives the run.
/// Runs are synchronous, on the caller's thread, any number at once. The same task gives the same outcome (its
/// report's times aside), whatever the number of threads in the context's team.
package protocol SimulationMethod: Sendable {
    /// By which the method is asked for. Several methods may share a name; the task decides which of them suits.
    var name: MethodName { get }

    /// Whether the method can run the task, and at what price. Quick, and takes no memory to speak of.
    func assess(_ task: borrowing SimulationTask, in context: SimulationContext) -> MethodAssessment

    /// Runs all shots of a task that was assessed as suitable.
    ///
    /// - Returns: Outcomes, what the circuit saved, and the report.
    /// - Throws: ``SimulatorError/Code/cancelled`` within 50 ms of the flag being raised; what only shows on the way.
    func run(_ task: borrowing SimulationTask, in context: SimulationContext) throws(SimulatorError)
        -> CircuitOutcome
}
