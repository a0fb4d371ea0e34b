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
