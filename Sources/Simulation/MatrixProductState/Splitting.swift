/// A matrix as a product of two with a bond between them, one of which is orthonormal; the other has the weight.
///
/// Two pivoted factorisations instead of a singular value decomposition (Stewart's QLP, SIAM J. Sci. Comput. 20,
/// 1999): the first finds the rank, the second, of its triangle, orders what is there so nearly by singular values
/// that the bond is seldom larger than it must be, at a fraction of the cost. What is left out is orthogonal to
/// what is kept, so its weight is known exactly. Only where ``Truncation/bondDimensionMax`` cuts deeper are
/// singular vectors computed: then it matters which directions go.
struct Splitting {
    /// `rowCount` by ``bondDimension``, row-major.
    private(set) var left: [Complex] = []
    /// ``bondDimension`` by `columnCount`, row-major.
    private(set) var right: [Complex] = []
    private(set) var bondDimension: Int
    /// The weight left out, as a part of the whole.
    private(set) var discardedWeight: Double

    /// Weight below this is rounding, and is dropped even if nothing may be: 1e-14 in an amplitude.
    private static let roundingWeight = 1e-28
    /// Where the limit of the bond leaves out more than this, ``LeadingVectors`` are as good as any.
    private static let coarseWeight = 1e-10

    /// - Parameters:
    ///   - matrix: `rowCount · columnCount` entries, row-major. Not all zero.
    ///   - weightIsLeft: Whether the left factor gets the weight, and the right one orthonormal rows; otherwise
    ///     the left one gets orthonormal columns. The factor with the weight is scaled to weight 1.
    ///   - earlierBondDimension: That of the same bond before, which tells whether the limit is likely to cut.
    ///   - check: Called between the pieces of what takes long. What it throws ends the work.
    init<Failure: Error>(
        _ matrix: UnsafePointer<Complex>, rowCount: Int, columnCount: Int, weightIsLeft: Bool,
        truncation: Truncation, earlierBondDimension: Int, check: () throws(Failure) -> Void
    ) throws(Failure) {
        let whole = UnsafeBufferPointer(start: matrix, count: rowCount * columnCount).weight
        let limit = truncation.bondDimensionMax ?? .max
        func leading() throws(Failure) -> LeadingVectors? {
            try LeadingVectors(
                matrix, rowCount: rowCount, columnCount: columnCount, spanRows: weightIsLeft, count: limit,
                check: check)
        }
        var cut = limit <= earlierBondDimension && limit < min(rowCount, columnCount) ? try leading() : nil
        if let discarded = cut?.discarded, discarded < Self.coarseWeight * whole { cut = nil }
        var basis: [Complex]
        if let cut {
            (basis, self.bondDimension, self.discardedWeight) = (cut.basis, limit, cut.discarded / whole)
        } else {
            let found = try Self.basis(
                matrix, rowCount: rowCount, columnCount: columnCount, spanRows: weightIsLeft,
                weightMax: truncation.weightMax, whole: whole, check: check)
            (basis, self.bondDimension, self.discardedWeight) = (
                found.basis, found.rank, found.discarded / whole
            )
            // The first that the limit cuts; should there be no vectors, the bond stays as it is.
            if found.rank > limit, let cut = try leading() {
                (basis, self.bondDimension, self.discardedWeight) = (cut.basis, limit, cut.discarded / whole)
            }
        }
        try self.project(
            matrix, rowCount: rowCount, columnCount: columnCount, basis: basis, weightIsLeft: weightIsLeft,
            check: check)
        self.normalise(weightIsLeft: weightIsLeft)
    }

    /// Vectors that span the rows (or columns) of a matrix but for some weight.
    private static func basis<Failure: Error>(
        _ matrix: UnsafePointer<Complex>, rowCount: Int, columnCount: Int, spanRows: Bool, weightMax: Double,
        whole: Double, check: () throws(Failure) -> Void
    ) throws(Failure) -> (basis: [Complex], rank: Int, discarded: Double) {
        let (long, wide) = spanRows ? (rowCount, columnCount) : (columnCount, rowCount)
        let first = try PivotedFactor(
            spanRows
                ? LinearAlgebra.transposed(matrix, rowCount: rowCount, columnCount: columnCount)
                : Array(UnsafeBufferPointer(start: matrix, count: rowCount * columnCount)),
            rowCount: long, columnCount: wide, check: check)
        // Most of what may go is left to the second, which chooses better.
        let outer = first.rank(allowance: max(0.01 * weightMax, self.roundingWeight) * whole)
        let second = try PivotedFactor(
            first.transposedRows(rank: outer.rank), rowCount: wide, columnCount: outer.rank, check: check)
        let allowance = max(weightMax, self.roundingWeight) * whole
        let inner = second.rank(allowance: allowance - outer.discarded)
        return (
            try second.orthonormalColumns(rank: inner.rank, check: check), inner.rank,
            outer.discarded + inner.discarded
        )
    }

    private mutating func project<Failure: Error>(
        _ matrix: UnsafePointer<Complex>, rowCount: Int, columnCount: Int, basis: [Complex],
        weightIsLeft: Bool, check: () throws(Failure) -> Void
    ) throws(Failure) {
        let bond = self.bondDimension
        if weightIsLeft {
            self.right = basis
            self.left = try LinearAlgebra.filled(rowCount * bond) { result throws(Failure) in
                try LinearAlgebra.multiplyByAdjoint(
                    rows: rowCount, inner: columnCount, columns: bond, matrix, basis, into: result,
                    check: check)
            }
        } else {
            let left = LinearAlgebra.transposed(basis, rowCount: bond, columnCount: rowCount)
            self.left = left
            self.right = try LinearAlgebra.filled(bond * columnCount) { result throws(Failure) in
                try LinearAlgebra.multiplyAdjoint(
                    rows: bond, inner: rowCount, columns: columnCount, left, matrix, into: result,
                    check: check)
            }
        }
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
}
