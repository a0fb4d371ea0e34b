/// How a network misbehaves, and the processes on it; probabilities for each message.
package struct FaultPolicy: Sendable, Hashable {
    /// Never arrives.
    package var loss: Double
    /// Arrives twice.
    package var repetition: Double
    /// Overtaken by later messages: it takes a longer way, up to `delayMax` more.
    package var reordering: Double
    /// How long a message takes at least and at most; messages of one connection and direction keep their order.
    package var delayMin: Duration
    package var delayMax: Duration
    /// Its sender's process dies instead of sending it. The test kit's network leaves that to its tests.
    package var death: Double

    package init(
        loss: Double = 0, repetition: Double = 0, reordering: Double = 0,
        delayMin: Duration = .microseconds(50),
        delayMax: Duration = .milliseconds(2), death: Double = 0
    ) {
        self.loss = loss
        self.repetition = repetition
        self.reordering = reordering
        self.delayMin = delayMin
        self.delayMax = delayMax
        self.death = death
    }

    /// Delays only.
    package static let reliable = Self()
    /// Some of everything.
    package static let lossy = Self(
        loss: 0.05, repetition: 0.05, reordering: 0.1, delayMax: .milliseconds(20))
}
