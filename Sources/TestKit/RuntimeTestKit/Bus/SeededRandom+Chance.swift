extension SeededRandom {
    /// `true` with the given probability.
    package mutating func chance(_ probability: Double) -> Bool {
        Double(self.next() >> 11) / Double(UInt64(1) << 53) < probability
    }
}
