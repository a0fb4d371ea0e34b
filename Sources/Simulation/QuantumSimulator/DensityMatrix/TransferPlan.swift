import NoiseModel

/// How a sequence of channels is carried out on a ``BlochVector``.
///
/// Kernels see blocks of two digits and work on the digits of the block number alone; a digit that lies within the
/// blocks is exchanged for the one that is needed last (Belady's rule) before its qubit is worked on.
struct TransferPlan {
    enum Step {
        /// Exchanges a digit within blocks, 0 or 1, with one of the block number.
        case exchange(inner: Int, digit: Int)
        /// Multiplies by a matrix: digits of the block number in ascending order, then where its numbers and its
        /// rows' places begin.
        case multiply(digits: [Int], rowCount: Int, matrix: Int, places: Int)
    }

    private(set) var steps: [Step] = []
    /// Of all matrices: eight rows (four, if there are no more) at a time, column by column.
    private(set) var numbers: [Double] = []
    /// How many blocks from the first each row's block lies.
    private(set) var places: [Int] = []
    /// The digit of each qubit afterwards.
    private(set) var positions: [Int]

    /// Digits within a block.
    static let innerDigitCount = 2

    /// - Parameters:
    ///   - operations: On qubits below the number of positions; each on no more than there are digits in the block
    ///     number.
    ///   - positions: The digit of each qubit before, padding included.
    init(_ operations: [TransferOperation], positions: [Int]) {
        self.positions = positions
        let nextUses = Self.nextUses(operations, qubitCount: positions.count)
        for (index, operation) in operations.enumerated() {
            for qubit in operation.qubits where self.positions[qubit] < Self.innerDigitCount {
                self.bringOut(qubit, for: operation, nextUses: nextUses, index: index)
            }
            self.appendMultiplication(operation)
        }
    }

    /// For each qubit the operations that act on it, ascending.
    private static func nextUses(_ operations: [TransferOperation], qubitCount: Int) -> [[Int]] {
        var uses = [[Int]](repeating: [], count: qubitCount)
        for (index, operation) in operations.enumerated() {
            for qubit in operation.qubits { uses[qubit].append(index) }
        }
        return uses
    }

    /// Exchanges a qubit's digit with that of the qubit that is needed last.
    private mutating func bringOut(
        _ qubit: Int, for operation: TransferOperation, nextUses: [[Int]], index: Int
    ) {
        var (best, bestUse) = (-1, -1)
        for candidate in self.positions.indices
        where self.positions[candidate] >= Self.innerDigitCount && !operation.qubits.contains(candidate) {
            let use = nextUses[candidate].first { $0 > index } ?? .max
            if use > bestUse { (best, bestUse) = (candidate, use) }
        }
        precondition(best >= 0, "The vector has digits to spare.")
        self.steps.append(
            .exchange(inner: self.positions[qubit], digit: self.positions[best] - Self.innerDigitCount))
        self.positions.swapAt(qubit, best)
    }

    private mutating func appendMultiplication(_ operation: TransferOperation) {
        let digits = operation.qubits.map { self.positions[$0] - Self.innerDigitCount }
        let dimension = operation.matrix.dimension
        self.steps.append(
            .multiply(
                digits: digits.sorted(), rowCount: dimension, matrix: self.numbers.count,
                places: self.places.count))
        for row in 0..<dimension {
            self.places.append(digits.indices.reduce(0) { $0 | (row >> (2 * $1) & 3) << (2 * digits[$1]) })
        }
        let rowsAtOnce = min(8, dimension)
        for start in stride(from: 0, to: dimension, by: rowsAtOnce) {
            for column in 0..<dimension {
                for row in start..<(start + rowsAtOnce) { self.numbers.append(operation.matrix[row, column]) }
            }
        }
    }
}
