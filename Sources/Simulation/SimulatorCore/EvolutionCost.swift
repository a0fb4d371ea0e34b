/// What a computation is expected to take, for schedulers and for the choice of a method.
package struct EvolutionCost: Equatable, Sendable {
    /// On one thread of the machine the model was fitted on; good for comparisons.
    package var nanoseconds: Double
    /// Of amplitudes held at once.
    package var byteCount: Int

    package init(nanoseconds: Double, byteCount: Int) {
        self.nanoseconds = nanoseconds
        self.byteCount = byteCount
    }
}
