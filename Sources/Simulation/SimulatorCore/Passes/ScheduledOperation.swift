/// What scheduling looks at of an operation, plain and small: it is looked at often.
struct ScheduledOperation {
    /// Among the fused operations.
    let index: Int
    let targetMask: Int
    let diagonalMask: Int
    let laneFreeMask: Int
    let cost: Double

    init(_ operation: FusedOperation, index: Int) {
        self.index = index
        self.targetMask = operation.targetMask
        self.diagonalMask = operation.diagonalMask
        self.laneFreeMask = operation.laneFreeMask
        self.cost = operation.cost
    }
}

/// Which operations may come before those that were held back.
struct OperationOrder {
    private var changed = 0
    private var looked = 0

    /// Operations commute where neither changes what the other looks at.
    func allows(_ operation: ScheduledOperation) -> Bool {
        operation.targetMask & (self.changed | self.looked) | operation.diagonalMask & self.changed == 0
    }

    mutating func hold(_ operation: ScheduledOperation) {
        self.changed |= operation.targetMask
        self.looked |= operation.diagonalMask
    }

    /// Whether nothing on these wires can be allowed any more.
    func isClosed(_ wires: Int) -> Bool { self.changed & wires == wires }
}

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
