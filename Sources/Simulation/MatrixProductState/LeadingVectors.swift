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
    /// - Returns: nil where LAPACK's method does not converge.
    init?(_ matrix: UnsafePointer<Complex>, rowCount: Int, columnCount: Int, spanRows: Bool, count: Int) {
        let length = spanRows ? columnCount : rowCount
        var products = [Complex](repeating: .zero, count: length * length + Padding.count(rowCount: length))
        // Column by column the matrix is the transposed one: of `columnCount` rows.
        var (half, operation) = (CChar(UInt8(ascii: "L")), CChar(UInt8(ascii: spanRows ? "N" : "C")))
        var (n, k, stride) = (Int32(length), Int32(rowCount + columnCount - length), Int32(columnCount))
        var (one, zero) = (1.0, 0.0)
        zherk_(&half, &operation, &n, &k, &one, matrix, &stride, &zero, &products, &n)
        guard let values = Self.diagonalise(&products, length) else { return nil }
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
}
