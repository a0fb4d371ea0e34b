/// How soon wires are needed: the place of the first operation that does.
struct FirstUses {
    private(set) var places: [Int]

    /// - Parameter mask: Which wires an operation needs.
    init(_ operations: [ScheduledOperation], wireCount: Int, _ mask: (ScheduledOperation) -> Int) {
        // One more for bits that only fill up.
        self.places = [Int](repeating: Int.max, count: wireCount + 1)
        var missing = (1 << wireCount) - 1
        for (place, operation) in operations.enumerated() {
            var found = mask(operation) & missing
            missing &= ~found
            while found != 0 {
                self.places[found.trailingZeroBitCount] = place
                found &= found - 1
            }
            if missing == 0 { break }
        }
    }

    subscript(wire: Int) -> Int { self.places[wire] }
}
