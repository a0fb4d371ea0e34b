/// What a plan may be made with; the defaults are what measured best.
package struct PlanSettings: Equatable, Sendable {
    /// Bits of an index within a chunk, a part of the state that is worked on in a core's cache; nil leaves it to
    /// the planner.
    package var chunkQubitCount: Int?
    /// Whether the phases of basis states matter in the end. They do not where nothing but sampling and
    /// probabilities follow; leaving them out saves work.
    package var keepsPhases: Bool
    /// Whether all qubits are 0 at the start. What happens to single qubits first is then part of what the state
    /// is filled with, and costs nothing.
    package var startsAtZero: Bool

    package init(chunkQubitCount: Int? = nil, keepsPhases: Bool = true, startsAtZero: Bool = false) {
        self.chunkQubitCount = chunkQubitCount
        self.keepsPhases = keepsPhases
        self.startsAtZero = startsAtZero
    }
}
