import CircuitModel

/// A 4×4 matrix taken apart as `(low ⊗ high) · core`, the core needing 11 products instead of 16.
///
///     y0 = x0 + a x1 + b x2 + c x3
///     y1 =         x1 + d x2 + e x3
///     y2 =       f x1 +   x2 + g x3
///     y3 = h x0 + i x1 + j x2 + k x3
///
/// Seen as a state of two qubits, one column of the matrix is made a sum of two basis states by a unitary matrix on
/// each qubit (its Schmidt decomposition): two zeros. A scale on each qubit and one for all then make one entry in
/// each of three rows 1. Both are left to the next operation on each qubit, which takes them up for nothing.
struct PairReduction {
    /// The 11 numbers, `a` to `k`.
    var numbers: [Complex]
    /// Which column of the core each of `x0…x3` belongs to, which row each of `y0…y3`.
    var columns: [Int]
    var rows: [Int]
    /// What is left to do on the two qubits, and by what scalar all amplitudes have become too small.
    var low: OneQubitMap
    var high: OneQubitMap
    var scale: Complex

    /// A smaller pivot would let the numbers in memory grow beyond what is left can make good.
    private static let pivotMin = 0.1

    /// - Returns: nil where no choice of columns and rows has pivots worth dividing by.
    init?(_ matrix: PairMatrix) {
        var best: (pivot: Double, column: Int, order: [Int], corner: Int)?
        var candidates: [(core: PairMatrix, low: OneQubitMap, high: OneQubitMap)] = []
        for column in 0..<4 {
            let split = Self.split(matrix, column: column)
            candidates.append(split)
            guard let found = Self.pivots(split.core, column: column) else { continue }
            if best.map({ found.pivot > $0.pivot }) ?? true {
                best = (found.pivot, column, found.order, found.corner)
            }
        }
        guard let best, best.pivot >= Self.pivotMin else { return nil }
        let (core, low, high) = candidates[best.column]
        self.columns = [best.column] + best.order
        self.rows = [best.corner, 1, 2, 3 - best.corner]
        let (rows, columns) = (self.rows, self.columns)
        let pivots = (0..<3).map { core[rows[$0], columns[$0]] }
        // Scales of the rows are products: of the corner's three, one for each qubit and one for all.
        let isLast = best.corner == 3
        self.scale = isLast ? pivots[1] * pivots[2] / pivots[0] : pivots[0]
        let lowScale = pivots[1] / self.scale
        let highScale = pivots[2] / self.scale
        let factors = [self.scale, pivots[1], pivots[2], self.scale * lowScale * highScale]
        self.numbers = []
        for (place, row) in self.rows.enumerated() {
            for (input, column) in self.columns.enumerated() {
                let isImplied = place < 3 && input == place || (place == 1 || place == 2) && input == 0
                if !isImplied { self.numbers.append(core[row, column] / factors[row]) }
            }
        }
        self.low = low * .diagonal(.one, lowScale)
        self.high = high * .diagonal(.one, highScale)
    }

    /// Makes rows 1 and 2 of a column zero by a unitary matrix on each qubit.
    ///
    /// - Returns: The new matrix, and what takes the two matrices back.
    private static func split(
        _ matrix: PairMatrix, column: Int
    ) -> (core: PairMatrix, low: OneQubitMap, high: OneQubitMap) {
        // As a 2×2 matrix the column is h · diag · lᵀ: rows are the high qubit.
        let state = OneQubitMap((0..<4).map { matrix[$0, column] })
        let (high, low) = SingularVectors.of(state)
        let back = PairMatrix(low: low.adjoint, high: high.adjoint)
        return (back * matrix, low, high)
    }

    /// The best choice of a pivot in three rows: the larger corner in its own column, each other row in another.
    private static func pivots(
        _ core: PairMatrix, column: Int
    ) -> (pivot: Double, order: [Int], corner: Int)? {
        let corner = core[0, column].magnitude >= core[3, column].magnitude ? 0 : 3
        let own = core[corner, column].magnitude
        let rest = (0..<4).filter { $0 != column }
        var best: (pivot: Double, order: [Int], corner: Int)?
        for first in rest {
            for second in rest where second != first {
                let pivot = min(own, core[1, first].magnitude, core[2, second].magnitude)
                let third = rest.filter { $0 != first && $0 != second }
                if best.map({ pivot > $0.pivot }) ?? true { best = (pivot, [first, second] + third, corner) }
            }
        }
        let size = core.size
        return best.map { ($0.pivot / max(size, .leastNormalMagnitude), $0.order, $0.corner) }
    }
}
