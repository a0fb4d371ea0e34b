/// What a run may use of the process, and what can end it.
package struct SimulationContext: Sendable {
    package var limits: SimulatorLimits
    /// Threads that help the run's own.
    package var team: WorkerTeam
    /// What memory for states is reserved from, before it is taken.
    package var memory: MemoryBudget
    package var cancellation: CancellationFlag

    package init(
        limits: SimulatorLimits, team: WorkerTeam, memory: MemoryBudget, cancellation: CancellationFlag
    ) {
        self.limits = limits
        self.team = team
        self.memory = memory
        self.cancellation = cancellation
    }

    /// Memory that one run may have, all others aside.
    package var stateByteCountMax: Int { min(self.limits.stateByteCountMax, self.memory.byteCountMax) }
}
