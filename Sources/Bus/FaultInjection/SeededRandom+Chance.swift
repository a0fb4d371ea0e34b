extension SeededRandom {
    /// `true` with the given probability.
    package mutating func chance(_ probability: Double) -> Bool {
        FaultCourse.chance(probability) { self.next() }
    }
}
