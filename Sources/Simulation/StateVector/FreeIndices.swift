/// The indices of a register in which the fixed bits are 0, in ascending order.
struct FreeIndices {
    private let fixed: Int
    private let count: Int
    private var index = 0

    /// - Parameters:
    ///   - fixed: A bit for each qubit that does not vary.
    ///   - count: Number of amplitudes, a power of two above `fixed`.
    init(fixed: Int, count: Int) {
        self.fixed = fixed
        self.count = count
    }

    @inline(__always)
    mutating func next() -> Int? {
        guard self.index < self.count else { return nil }
        let current = self.index
        // Ones in the fixed places let the carry of the addition run past them.
        self.index = ((current | self.fixed) &+ 1) & ~self.fixed
        // The last one wraps to 0: past the end instead.
        if self.index == 0 { self.index = self.count }
        return current
    }
}
