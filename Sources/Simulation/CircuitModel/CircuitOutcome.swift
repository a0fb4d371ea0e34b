/// What the shots of one circuit gave.
///
/// An outcome is the circuit's classical bits as one number, bit 0 being classical bit 0, in
/// ``wordsPerKey`` words of 64 bits, least significant first.
package struct CircuitOutcome: Equatable, Sendable {
    package var clbitCount: Int
    /// Distinct outcomes in ascending order, ``wordsPerKey`` words each.
    package var keys: [UInt64]
    /// How many shots gave each of ``keys``; each at least 1, their sum the number of shots.
    package var counts: [UInt32]
    /// The outcome of every shot in order, if asked for; otherwise empty.
    package var memory: [UInt64]
    /// What the circuit's save instructions reported, in the order in which they stand in the circuit.
    package var saved: [SavedValue] = []
    /// How it was run.
    package var report: RunReport?

    package init(clbitCount: Int, keys: [UInt64] = [], counts: [UInt32] = [], memory: [UInt64] = []) {
        self.clbitCount = clbitCount
        self.keys = keys
        self.counts = counts
        self.memory = memory
    }

    package var wordsPerKey: Int { Self.wordsPerKey(clbitCount: self.clbitCount) }

    package static func wordsPerKey(clbitCount: Int) -> Int { max(1, (clbitCount + 63) / 64) }

    /// Bytes of an outcome on the wire: 1, 2, 4, or a multiple of 8.
    package static func keyByteCount(clbitCount: Int) -> Int {
        switch clbitCount {
        case ...8: 1
        case ...16: 2
        case ...32: 4
        default: 8 * Self.wordsPerKey(clbitCount: clbitCount)
        }
    }
}
