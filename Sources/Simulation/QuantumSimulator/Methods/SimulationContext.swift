/// What a run may use of the process, and what can end it.
package struct SimulationContext: Sendable {
    package var limits: SimulatorLimits
    package var cancellation: CancellationFlag

    package init(limits: SimulatorLimits, cancellation: CancellationFlag) {
        self.limits = limits
        self.cancellation = cancellation
    }
}
