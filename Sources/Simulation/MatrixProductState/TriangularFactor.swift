import CLAPACK

/// A matrix, column by column, as one with orthonormal columns times an upper triangle.
struct TriangularFactor {
    /// Columns of the first, rows of the second.
    let size: Int
    /// `rowCount` rows, ``size`` columns, column by column.
    let orthonormal: [Complex]
    private let triangle: [Complex]
    private let rowCount: Int
    private let columnCount: Int

    init<Failure: Error>(
        _ matrix: [Complex], rowCount: Int, columnCount: Int, check: () throws(Failure) -> Void
    ) throws(Failure) {
        let size = min(rowCount, columnCount)
        var entries = Padding.padded(matrix, rowCount: rowCount)
        if Pieces.isLong(rowCount: rowCount, columnCount: columnCount) {
            var reflectors = try Reflectors(
                factorising: entries, rowCount: rowCount, columnCount: columnCount, check: check)
            entries = []
            self.triangle = Array(reflectors.entries.prefix(rowCount * columnCount))
            try reflectors.expand(columnCount: size, check: check)
            (self.size, self.orthonormal) = (size, Array(reflectors.entries.prefix(rowCount * size)))
            (self.rowCount, self.columnCount) = (rowCount, columnCount)
            return
        }
        var (m, n, k, status) = (Int32(rowCount), Int32(columnCount), Int32(size), Int32(0))
        let workCount = 32 * columnCount + Padding.count(rowCount: columnCount)
        var lwork = Int32(32 * columnCount)
        var triangle: [Complex] = []
        withUnsafeTemporaryAllocation(of: Complex.self, capacity: size + workCount) { buffer in
            guard let tau = buffer.baseAddress else { return }
            zgeqrf_(&m, &n, &entries, &m, tau, tau + size, &lwork, &status)
            triangle = Array(entries.prefix(rowCount * columnCount))
            zungqr_(&m, &k, &k, &entries, &m, tau, tau + size, &lwork, &status)
        }
        precondition(status == 0, "The arguments of the factorisation are right.")
        entries.removeLast(entries.count - rowCount * size)
        (self.size, self.orthonormal, self.triangle) = (size, entries, triangle)
        (self.rowCount, self.columnCount) = (rowCount, columnCount)
    }

    /// The triangle, row-major: ``size`` rows.
    func rows() -> [Complex] {
        var result = [Complex](repeating: .zero, count: self.size * self.columnCount)
        for row in 0..<self.size {
            for column in row..<self.columnCount {
                result[row * self.columnCount + column] = self.triangle[column * self.rowCount + row]
            }
        }
        return result
    }

    /// The triangle, column by column: ``size`` rows.
    func columns() -> [Complex] {
        var result = [Complex](repeating: .zero, count: self.size * self.columnCount)
        for column in 0..<self.columnCount {
            for row in 0...min(column, self.size - 1) {
                result[column * self.size + row] = self.triangle[column * self.rowCount + row]
            }
        }
        return result
    }
}
