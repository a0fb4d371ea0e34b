/// A random source that a seed determines (the SplitMix64 generator).
package struct SeededRandom: RandomNumberGenerator, Sendable {
    private var state: UInt64

    package init(seed: UInt64) { self.state = seed }

    package mutating func next() -> UInt64 {
        self.state &+= 0x9E37_79B9_7F4A_7C15
        var bits = self.state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }

    /// `true` with the given probability.
    package mutating func chance(_ probability: Double) -> Bool {
        Double(self.next() >> 11) / Double(UInt64(1) << 53) < probability
    }
}
