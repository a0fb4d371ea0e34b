import CLAPACK

/// The singular vectors of a matrix that have the largest singular values, from its products with itself.
///
/// Squaring loses the small singular values, below 1e-8 of the largest: exact enough to leave out weight that is far
/// above rounding, and half the price of a singular value decomposition.
struct LeadingVectors {
    /// `length` rows, one column for each vector, column by column.
    let basis: [Complex]
    /// What the others weigh.
    let discarded: Double

    /// - Parameters:
    ///   - matrix: `rowCount · columnCount` entries, row-major.
    ///   - spanRows: Whether the vectors span the rows of the matrix, or its columns.
    ///   - count: How many; fewer than there are.
    ///   - check: Called between the pieces of what takes long, of which the eigenvectors of the tridiagonal matrix
    ///     are one. What it throws ends the work.
    /// - Returns: nil where LAPACK's method does not converge.
    init?<Failure: Error>(
        _ matrix: UnsafePointer<Complex>, rowCount: Int, columnCount: Int, spanRows: Bool, count: Int,
        check: () throws(Failure) -> Void
    ) throws(Failure) {
        let length = spanRows ? columnCount : rowCount
        var products = [Complex](repeating: .zero, count: length * length + Padding.count(rowCount: length))
        try products.withUnsafeMutableBufferPointer { products throws(Failure) in
            guard let start = products.baseAddress else { return }
            try LinearAlgebra.squares(
                matrix, rowCount: rowCount, columnCount: columnCount, ofRows: !spanRows, into: start,
                check: check)
        }
        let found =
            Pieces.isLong(rowCount: length, columnCount: length)
            ? try Self.diagonaliseInPieces(&products, length, count: count, check)
            : Self.diagonalise(&products, length)
        guard let values = found else { return nil }
        self.discarded = values.dropLast(count).reduce(0) { $0 + max(0, $1) }
        let leading = products[((length - count) * length)..<(length * length)]
        // Products of columns come conjugated.
        self.basis = spanRows ? Array(leading) : leading.map { Complex($0.x, -$0.y) }
    }

    /// - Returns: The eigenvalues of a Hermitian matrix, ascending; it then holds the vectors, column by column.
    private static func diagonalise(_ matrix: inout [Complex], _ size: Int) -> [Double]? {
        var (job, half) = (CChar(UInt8(ascii: "V")), CChar(UInt8(ascii: "L")))
        var (n, status) = (Int32(size), Int32(0))
        var values = [Double](repeating: 0, count: size)
        let counts = (
            complex: size * size + 64 * size, real: 2 * size * size + 5 * size + 1, integer: 5 * size + 3
        )
        var sizes = (Int32(counts.complex), Int32(counts.real), Int32(counts.integer))
        let room = counts.complex + Padding.count(rowCount: size)
        withUnsafeTemporaryAllocation(of: Complex.self, capacity: room) { work in
            withUnsafeTemporaryAllocation(of: Double.self, capacity: counts.real) { realWork in
                withUnsafeTemporaryAllocation(of: Int32.self, capacity: counts.integer) { integers in
                    zheevd_(
                        &job, &half, &n, &matrix, &n, &values, work.baseAddress, &sizes.0,
                        realWork.baseAddress,
                        &sizes.1, integers.baseAddress, &sizes.2, &status)
                }
            }
        }
        return status == 0 ? values : nil
    }

    /// The same for the `count` last vectors, which come last: a tridiagonal matrix first, its eigenvectors, and those
    /// turned back.
    private static func diagonaliseInPieces<Failure: Error>(
        _ matrix: inout [Complex], _ size: Int, count: Int, _ check: () throws(Failure) -> Void
    ) throws(Failure) -> [Double]? {
        var (diagonal, beside) = ([Double](repeating: 0, count: size), [Double](repeating: 0, count: size))
        var tau = [Complex](repeating: .zero, count: size)
        try self.makeTridiagonal(&matrix, size, &diagonal, &beside, &tau, check)
        // Each reflector starts a row below the diagonal.
        var lower = [Complex](
            repeating: .zero, count: (size - 1) * (size - 1) + Padding.count(rowCount: size))
        for column in 0..<(size - 1) {
            for row in column..<(size - 1) {
                lower[row + column * (size - 1)] = matrix[row + 1 + column * size]
            }
        }
        tau.removeLast()
        try check()
        var (job, n, status) = (CChar(UInt8(ascii: "I")), Int32(size), Int32(0))
        var work = [Complex](repeating: .zero, count: 64)
        var realWork = [Double](repeating: 0, count: 1 + 4 * size + 2 * size * size)
        var integers = [Int32](repeating: 0, count: 3 + 5 * size)
        var sizes = (Int32(work.count), Int32(realWork.count), Int32(integers.count))
        zstedc_(
            &job, &n, &diagonal, &beside, &matrix, &n, &work, &sizes.0, &realWork, &sizes.1, &integers,
            &sizes.2, &status)
        guard status == 0 else { return nil }
        let first = (size - count) * size
        var leading = Array(matrix[first...])
        try Reflectors(lower, rowCount: size - 1, tau: tau)
            .apply(to: &leading, matrixRowCount: size, columnCount: count, check: check)
        matrix.replaceSubrange(first..., with: leading)
        return diagonal
    }

    private static func makeTridiagonal<Failure: Error>(
        _ matrix: inout [Complex], _ size: Int, _ diagonal: inout [Double], _ beside: inout [Double],
        _ tau: inout [Complex], _ check: () throws(Failure) -> Void
    ) throws(Failure) {
        var half = CChar(UInt8(ascii: "L"))
        var operation = CChar(UInt8(ascii: "N"))
        var lda = Int32(size)
        var (minusOne, one) = (Complex(-1, 0), 1.0)
        var block = [Complex](
            repeating: .zero, count: size * Pieces.blockSize + Padding.count(rowCount: size))
        var first = 0
        while first < size {
            try check()
            let left = size - first
            let width = min(left, Pieces.pivotCount(entryCount: left * left))
            var (n, w, rest, status) = (Int32(left), Int32(width), Int32(left - width), Int32(0))
            let (corner, next) = (first * (size + 1), first)
            matrix.withUnsafeMutableBufferPointer { matrix in
                diagonal.withUnsafeMutableBufferPointer { diagonal in
                    beside.withUnsafeMutableBufferPointer { beside in
                        tau.withUnsafeMutableBufferPointer { tau in
                            guard let a = matrix.baseAddress, let d = diagonal.baseAddress,
                                let e = beside.baseAddress, let t = tau.baseAddress
                            else { return }
                            if left <= 2 * Pieces.blockSize {
                                zhetd2_(&half, &n, a + corner, &lda, d + next, e + next, t + next, &status)
                                return
                            }
                            zlatrd_(&half, &n, &w, a + corner, &lda, e + next, t + next, &block, &lda)
                            block.withUnsafeBufferPointer { block in
                                guard let block = block.baseAddress else { return }
                                zher2k_(
                                    &half, &operation, &rest, &w, &minusOne, a + corner + width, &lda,
                                    block + width, &lda, &one, a + corner + width * (size + 1), &lda)
                            }
                            for column in next..<(next + width) {
                                a[column + 1 + column * size] = Complex(e[column], 0)
                                d[column] = a[column * (size + 1)].x
                            }
                        }
                    }
                }
            }
            first += left <= 2 * Pieces.blockSize ? left : width
        }
    }
}
