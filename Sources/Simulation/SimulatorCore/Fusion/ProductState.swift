import CircuitModel

/// A state in which no qubit has to do with another: a factor for each value of each wire.
struct ProductState {
    /// For each wire the amplitudes of 0 and of 1.
    private(set) var vectors: [(zero: Complex, one: Complex)]

    /// All 0.
    init(wireCount: Int) {
        self.vectors = [(zero: Complex, one: Complex)](repeating: (.one, .zero), count: wireCount)
    }

    /// Changes a wire that is 0.
    mutating func apply(_ map: OneQubitMap, wire: Int) {
        self.vectors[wire] = (map.a, map.c)
    }

    /// Multiplies every amplitude; false where there is no wire to do it with.
    mutating func scale(by factor: Complex) -> Bool {
        guard let first = self.vectors.first else { return false }
        self.vectors[0] = (factor * first.zero, factor * first.one)
        return true
    }

    /// The numbers of a step that fills chunks.
    ///
    /// - Parameter wires: The wire of each bit, or a number that is none where the bit is always 0.
    func step(wires: [Int]) -> PlanStep {
        .product(
            numbers: wires.flatMap { wire in
                let (zero, one) = self.vectors.indices.contains(wire) ? self.vectors[wire] : (.one, .zero)
                return [zero.real, zero.imaginary, one.real, one.imaginary]
            })
    }
}
