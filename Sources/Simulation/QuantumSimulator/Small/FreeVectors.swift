/// Counts through the indices in which some bits have a given value.
struct FreeVectors {
    private let fixed: Int
    private let value: Int
    private let count: Int
    private var current = 0

    /// - Parameters:
    ///   - fixed: The bits that do not count.
    ///   - value: What they hold; a subset of them.
    ///   - count: A power of two above both.
    @inline(__always)
    init(fixed: Int, value: Int, count: Int) {
        self.fixed = fixed
        self.value = value
        self.count = count
    }

    @inline(__always)
    mutating func next() -> Int? {
        guard self.current < self.count else { return nil }
        let index = self.current | self.value
        // The carry runs through the fixed bits as if they were not there; past the end it is not cut off.
        self.current = ((self.current | self.fixed) &+ 1) & ~self.fixed
        return index
    }
}
