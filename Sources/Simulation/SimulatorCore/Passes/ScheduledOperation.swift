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
