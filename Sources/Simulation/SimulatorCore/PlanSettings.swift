/// What a plan may be made with; the defaults are what measured best.
package struct PlanSettings: Equatable, Sendable {
    /// Bits of an index within a chunk, a part of the state that is worked on in a core's cache; nil leaves it to
    /// the planner.
    package var chunkQubitCount: Int?
    /// Whether the phases of basis states matter in the end. They do not where nothing but sampling and
    /// probabilities follow; leaving them out saves work.
    package var keepsPhases: Bool

    package init(chunkQubitCount: Int? = nil, keepsPhases: Bool = true) {
        self.chunkQubitCount = chunkQubitCount
        self.keepsPhases = keepsPhases
    }
}
