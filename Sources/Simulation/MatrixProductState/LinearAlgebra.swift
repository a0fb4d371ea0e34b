import CLAPACK

/// Products and factorisations of complex matrices, by BLAS and LAPACK.
///
/// Matrices are row-major here, `stride` entries from one row to the next. The libraries take them column by column
/// and so see each transposed; every function turns that round. Long products come in pieces; what `check` throws
/// between them ends the work.
enum LinearAlgebra {
    /// Tells OpenBLAS, once, to work on the caller's thread alone: threads are owned elsewhere.
    static let isReady: Bool = {
        openblas_set_num_threads(1)
        return true
    }()

    /// `c = a·b`; `a` is `rows` by `inner`, `b` is `inner` by `columns`.
    static func multiply<Failure: Error>(
        rows: Int, inner: Int, columns: Int, _ a: UnsafePointer<Complex>, stride aStride: Int,
        _ b: UnsafePointer<Complex>, stride bStride: Int, into c: UnsafeMutablePointer<Complex>,
        check: () throws(Failure) -> Void
    ) throws(Failure) {
        try self.gemm(
            .plain, b, bStride, .plain, a, aStride, c, rows: columns, columns: rows, inner: inner, check)
    }

    /// `a·b`, both without gaps between rows.
    static func product<Failure: Error>(
        rows: Int, inner: Int, columns: Int, _ a: [Complex], _ b: [Complex],
        check: () throws(Failure) -> Void
    ) throws(Failure) -> [Complex] {
        try self.filled(rows * columns) { result throws(Failure) in
            try self.multiply(
                rows: rows, inner: inner, columns: columns, a, stride: inner, b, stride: columns,
                into: result, check: check)
        }
    }

    /// An array that a routine writes all of.
    static func filled<Failure: Error>(
        _ count: Int, _ fill: (UnsafeMutablePointer<Complex>) throws(Failure) -> Void
    ) throws(Failure) -> [Complex] {
        var failure: Failure?
        let result = [Complex](unsafeUninitializedCapacity: count) { buffer, initializedCount in
            do throws(Failure) {
                if let start = buffer.baseAddress { try fill(start) }
                initializedCount = count
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return result
    }

    /// Columns that are turned to rows together.
    static let tileSize = 16

    /// The columns of a matrix, one after the other as rows.
    static func transposed(
        _ matrix: UnsafePointer<Complex>, rowCount: Int, columnCount: Int
    ) -> [Complex] {
        self.filled(rowCount * columnCount) { result in
            // Some columns at a time, whose lines stay in a core's nearest cache from row to row.
            for first in stride(from: 0, to: columnCount, by: Self.tileSize) {
                for row in 0..<rowCount {
                    for column in first..<min(first + Self.tileSize, columnCount) {
                        result[column * rowCount + row] = matrix[row * columnCount + column]
                    }
                }
            }
        }
    }

    /// `c = a†·b`; `a` is `inner` by `rows`, `b` is `inner` by `columns`, without gaps between rows.
    static func multiplyAdjoint<Failure: Error>(
        rows: Int, inner: Int, columns: Int, _ a: UnsafePointer<Complex>, _ b: UnsafePointer<Complex>,
        into c: UnsafeMutablePointer<Complex>, check: () throws(Failure) -> Void
    ) throws(Failure) {
        try self.gemm(
            .plain, b, columns, .adjoint, a, rows, c, rows: columns, columns: rows, inner: inner, check)
    }

    /// `c = a·b†`; `a` is `rows` by `inner`, `b` is `columns` by `inner`, without gaps between rows.
    static func multiplyByAdjoint<Failure: Error>(
        rows: Int, inner: Int, columns: Int, _ a: UnsafePointer<Complex>, _ b: UnsafePointer<Complex>,
        into c: UnsafeMutablePointer<Complex>, check: () throws(Failure) -> Void
    ) throws(Failure) {
        try self.gemm(
            .adjoint, b, inner, .plain, a, inner, c, rows: columns, columns: rows, inner: inner, check)
    }

    /// The products of a matrix's columns with each other (or of its rows, conjugated), on and below the diagonal,
    /// column by column; above it there is anything.
    ///
    /// - Parameter ofRows: Whether its rows' products are wanted; it is row-major.
    static func squares<Failure: Error>(
        _ matrix: UnsafePointer<Complex>, rowCount: Int, columnCount: Int, ofRows: Bool,
        into c: UnsafeMutablePointer<Complex>, check: () throws(Failure) -> Void
    ) throws(Failure) {
        let (size, inner) = ofRows ? (rowCount, columnCount) : (columnCount, rowCount)
        for column in stride(from: 0, to: size, by: Self.blockRowCount) {
            // Column by column the matrix is the transposed one, of `columnCount` rows.
            let from = ofRows ? matrix + column * columnCount : matrix + column
            try self.gemm(
                ofRows ? .adjoint : .plain, from, columnCount, ofRows ? .plain : .adjoint, from, columnCount,
                c + column * (size + 1), rows: size - column,
                columns: min(Self.blockRowCount, size - column), inner: inner, stride: size, check)
        }
    }

    /// `c = op(a)·op(b)`, column by column, in blocks of rows and columns of `c`.
    private static func gemm<Failure: Error>(
        _ opA: Operation, _ a: UnsafePointer<Complex>, _ aStride: Int, _ opB: Operation,
        _ b: UnsafePointer<Complex>, _ bStride: Int, _ c: UnsafeMutablePointer<Complex>, rows: Int,
        columns: Int, inner: Int, stride cStride: Int? = nil, _ check: () throws(Failure) -> Void
    ) throws(Failure) {
        let cStride = cStride ?? rows
        let height = min(rows, Self.blockRowCount)
        let width = Pieces.columnCount(each: height * inner)
        var (letterA, letterB) = (opA.rawValue, opB.rawValue)
        var (m, n, k) = (Int32(height), Int32(columns), Int32(inner))
        var (lda, ldb, ldc) = (Int32(aStride), Int32(bStride), Int32(cStride))
        var (one, zero) = (Complex.one, Complex.zero)
        if height == rows, width >= columns {
            return zgemm_(&letterA, &letterB, &m, &n, &k, &one, a, &lda, b, &ldb, &zero, c, &ldc)
        }
        for row in stride(from: 0, to: rows, by: height) {
            m = Int32(min(height, rows - row))
            let blockA = opA == .plain ? a + row : a + row * aStride
            for column in stride(from: 0, to: columns, by: width) {
                try check()
                n = Int32(min(width, columns - column))
                let blockB = opB == .plain ? b + column * bStride : b + column
                zgemm_(
                    &letterA, &letterB, &m, &n, &k, &one, blockA, &lda, blockB, &ldb, &zero,
                    c + row + column * cStride, &ldc)
            }
        }
    }

    /// Rows of a product in one piece, so that what the library copies of the first matrix stays in the caches.
    private static let blockRowCount = 512

    private enum Operation: CChar {
        /// "N"
        case plain = 78
        /// "C"
        case adjoint = 67
    }
}
