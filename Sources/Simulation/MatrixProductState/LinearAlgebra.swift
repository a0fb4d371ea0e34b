import CLAPACK

/// Products and factorisations of complex matrices, by BLAS and LAPACK.
///
/// Matrices are row-major here, `stride` entries from one row to the next. The libraries take them column by column
/// and so see each transposed; every function turns that round.
enum LinearAlgebra {
    /// Tells OpenBLAS, once, to work on the caller's thread alone: threads are owned elsewhere.
    static let isReady: Bool = {
        openblas_set_num_threads(1)
        return true
    }()

    /// `c = a·b`; `a` is `rows` by `inner`, `b` is `inner` by `columns`.
    static func multiply(
        rows: Int, inner: Int, columns: Int, _ a: UnsafePointer<Complex>, stride aStride: Int,
        _ b: UnsafePointer<Complex>, stride bStride: Int, into c: UnsafeMutablePointer<Complex>
    ) {
        self.gemm(.plain, b, bStride, .plain, a, aStride, c, rows: columns, columns: rows, inner: inner)
    }

    /// `a·b`, both without gaps between rows.
    static func product(rows: Int, inner: Int, columns: Int, _ a: [Complex], _ b: [Complex]) -> [Complex] {
        self.filled(rows * columns) {
            self.multiply(
                rows: rows, inner: inner, columns: columns, a, stride: inner, b, stride: columns, into: $0)
        }
    }

    /// An array that a routine writes all of.
    static func filled(_ count: Int, _ fill: (UnsafeMutablePointer<Complex>) -> Void) -> [Complex] {
        [Complex](unsafeUninitializedCapacity: count) { buffer, initializedCount in
            if let start = buffer.baseAddress { fill(start) }
            initializedCount = count
        }
    }

    /// The columns of a matrix, one after the other as rows.
    static func transposed(
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

    /// `c = a†·b`; `a` is `inner` by `rows`, `b` is `inner` by `columns`, without gaps between rows.
    static func multiplyAdjoint(
        rows: Int, inner: Int, columns: Int, _ a: UnsafePointer<Complex>, _ b: UnsafePointer<Complex>,
        into c: UnsafeMutablePointer<Complex>
    ) {
        self.gemm(.plain, b, columns, .adjoint, a, rows, c, rows: columns, columns: rows, inner: inner)
    }

    /// `c = a·b†`; `a` is `rows` by `inner`, `b` is `columns` by `inner`, without gaps between rows.
    static func multiplyByAdjoint(
        rows: Int, inner: Int, columns: Int, _ a: UnsafePointer<Complex>, _ b: UnsafePointer<Complex>,
        into c: UnsafeMutablePointer<Complex>
    ) {
        self.gemm(.adjoint, b, inner, .plain, a, inner, c, rows: columns, columns: rows, inner: inner)
    }

    /// `c = op(a)·op(b)`, column by column.
    private static func gemm(
        _ opA: Operation, _ a: UnsafePointer<Complex>, _ aStride: Int, _ opB: Operation,
        _ b: UnsafePointer<Complex>, _ bStride: Int, _ c: UnsafeMutablePointer<Complex>, rows: Int,
        columns: Int,
        inner: Int
    ) {
        var (opA, opB) = (opA.rawValue, opB.rawValue)
        var (m, n, k) = (Int32(rows), Int32(columns), Int32(inner))
        var (lda, ldb) = (Int32(aStride), Int32(bStride))
        var (one, zero) = (Complex.one, Complex.zero)
        zgemm_(&opA, &opB, &m, &n, &k, &one, a, &lda, b, &ldb, &zero, c, &m)
    }

    private enum Operation: CChar {
        /// "N"
        case plain = 78
        /// "C"
        case adjoint = 67
    }
}
