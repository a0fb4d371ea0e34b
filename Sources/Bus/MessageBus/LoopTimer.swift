/// A pending call of `BusLoop.schedule`.
package protocol LoopTimer: Sendable {
    /// Forgets the action. Harmless when it already ran.
    func cancel()
}
