/// A matrix as a product of two with a bond between them, one of which is orthonormal; the other has the weight.
///
/// Two pivoted factorisations instead of a singular value decomposition (Stewart's QLP, SIAM J. Sci. Comput. 20,
/// 1999): the first finds the rank, the second, of its triangle, orders what is there so nearly by singular values
/// that the bond is seldom larger than it must be, at a fraction of the cost. What is left out is orthogonal to
/// what is kept, so its weight is known exactly. Only where ``Truncation/bondDimensionMax`` cuts deeper are
/// singular vectors computed: then it matters which directions go.
struct Splitting {
    /// `rowCount` by ``bondDimension``, row-major.
    private(set) var left: [Complex]
    /// ``bondDimension`` by `columnCount`, row-major.
    private(set) var right: [Complex]
    private(set) var bondDimension: Int
    /// The weight left out, as a part of the whole.
    private(set) var discardedWeight: Double

    /// Weight below this is rounding, and is dropped even if nothing may be: 1e-14 in an amplitude.
    private static let roundingWeight = 1e-28

    /// - Parameters:
    ///   - matrix: `rowCount · columnCount` entries, row-major. Not all zero.
    ///   - weightIsLeft: Whether the left factor gets the weight, and the right one orthonormal rows; otherwise
    ///     the left one gets orthonormal columns. The factor with the weight is scaled to weight 1.
    init(
        _ matrix: UnsafePointer<Complex>, rowCount: Int, columnCount: Int, weightIsLeft: Bool,
        truncation: Truncation
    ) {
        let whole = UnsafeBufferPointer(start: matrix, count: rowCount * columnCount).weight
        let allowance = max(truncation.weightMax, Self.roundingWeight) * whole
        // One column of the first for each column (row) of the matrix, of which the bond keeps a combination.
        let (long, wide) = weightIsLeft ? (rowCount, columnCount) : (columnCount, rowCount)
        let first = PivotedFactor(
            weightIsLeft
                ? Self.transposed(matrix, rowCount: rowCount, columnCount: columnCount)
                : Array(UnsafeBufferPointer(start: matrix, count: rowCount * columnCount)),
            rowCount: long, columnCount: wide)
        // Most of what may go is left to the second, which chooses better.
        let outer = first.rank(allowance: max(0.01 * truncation.weightMax, Self.roundingWeight) * whole)
        let second = PivotedFactor(
            first.transposedRows(rank: outer.rank), rowCount: wide, columnCount: outer.rank)
        let inner = second.rank(allowance: allowance - outer.discarded)
        let bond = inner.rank
        let basis = second.orthonormalColumns(rank: bond)
        self.bondDimension = bond
        self.discardedWeight = outer.discarded + inner.discarded
        if weightIsLeft {
            self.right = basis
            self.left = Self.filled(rowCount * bond) {
                LinearAlgebra.multiplyByAdjoint(
                    rows: rowCount, inner: columnCount, columns: bond, matrix, basis, into: $0)
            }
        } else {
            let left = Self.transposed(basis, rowCount: bond, columnCount: rowCount)
            self.left = left
            self.right = Self.filled(bond * columnCount) {
                LinearAlgebra.multiplyAdjoint(
                    rows: bond, inner: rowCount, columns: columnCount, left, matrix, into: $0)
            }
        }
        if let limit = truncation.bondDimensionMax, bond > limit {
            self.cut(
                to: max(limit, 1), rowCount: rowCount, columnCount: columnCount, weightIsLeft: weightIsLeft)
        }
        self.discardedWeight /= whole
        self.normalise(weightIsLeft: weightIsLeft)
    }

    /// Keeps the directions of the largest singular values.
    ///
    /// Should LAPACK not find them, which for finite numbers it does, the bond stays as it is.
    private mutating func cut(to limit: Int, rowCount: Int, columnCount: Int, weightIsLeft: Bool) {
        let bond = self.bondDimension
        let (left, right) = (self.left, self.right)
        // The factor with the weight lies transposed for the library, so its u and v come conjugated.
        let found =
            weightIsLeft
            ? SingularVectors(left, rowCount: bond, columnCount: rowCount)
            : SingularVectors(right, rowCount: columnCount, columnCount: bond)
        guard let found else { return }
        if weightIsLeft {
            self.right = Self.filled(limit * columnCount) {
                LinearAlgebra.multiply(
                    rows: limit, inner: bond, columns: columnCount, found.u, stride: bond, right,
                    stride: columnCount, into: $0)
            }
            self.left = Self.filled(rowCount * limit) {
                LinearAlgebra.multiplyByAdjoint(
                    rows: rowCount, inner: bond, columns: limit, left, found.u, into: $0)
            }
        } else {
            let turn = (0..<bond).flatMap { found.v[($0 * bond)..<($0 * bond + limit)] }
            self.left = Self.filled(rowCount * limit) {
                LinearAlgebra.multiply(
                    rows: rowCount, inner: bond, columns: limit, left, stride: bond, turn, stride: limit,
                    into: $0)
            }
            self.right = Self.filled(limit * columnCount) {
                LinearAlgebra.multiplyAdjoint(
                    rows: limit, inner: bond, columns: columnCount, turn, right, into: $0)
            }
        }
        self.bondDimension = limit
        self.discardedWeight += found.values.dropFirst(limit).reduce(0) { $0 + $1 * $1 }
    }

    private mutating func normalise(weightIsLeft: Bool) {
        let heavy = weightIsLeft ? self.left : self.right
        let scale = 1 / heavy.withUnsafeBufferPointer { $0.weight }.squareRoot()
        if weightIsLeft {
            for index in self.left.indices { self.left[index] *= scale }
        } else {
            for index in self.right.indices { self.right[index] *= scale }
        }
    }

    // MARK: - Arrays

    private static func filled(
        _ count: Int, _ fill: (UnsafeMutablePointer<Complex>) -> Void
    ) -> [Complex] {
        [Complex](unsafeUninitializedCapacity: count) { buffer, initializedCount in
            if let start = buffer.baseAddress { fill(start) }
            initializedCount = count
        }
    }

    /// The columns of a row-major matrix, one after the other as rows.
    private static func transposed(
        _ matrix: UnsafePointer<Complex>, rowCount: Int, columnCount: Int
    ) -> [Complex] {
        self.filled(rowCount * columnCount) { result in
            for row in 0..<rowCount {
                for column in 0..<columnCount {
                    result[column * rowCount + row] = matrix[row * columnCount + column]
                }
            }
        }
    }
}
