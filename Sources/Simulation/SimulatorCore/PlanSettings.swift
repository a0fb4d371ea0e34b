/// What a plan may be made with; the defaults are what measured best.
package struct PlanSettings: Equatable, Sendable {
    /// Qubits of a part of the state that is worked on in a core's cache; nil leaves it to the planner.
    package var chunkQubitCount: Int?

    package init(chunkQubitCount: Int? = nil) {
        self.chunkQubitCount = chunkQubitCount
    }
}
