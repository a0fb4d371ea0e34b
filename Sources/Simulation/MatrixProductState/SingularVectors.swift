import CLAPACK

/// The singular value decomposition of a matrix `u·diag(values)·v` that lies column by column.
struct SingularVectors {
    /// In descending order.
    private(set) var values: [Double]
    /// `rowCount` rows, as many columns as values, column by column.
    private(set) var u: [Complex]
    /// As many rows as values, `columnCount` columns, column by column.
    private(set) var v: [Complex]

    /// - Returns: nil where neither of LAPACK's methods converges.
    init?(_ entries: [Complex], rowCount: Int, columnCount: Int) {
        let size = min(rowCount, columnCount)
        self.values = [Double](repeating: 0, count: size)
        self.u = [Complex](repeating: .zero, count: rowCount * size)
        self.v = [Complex](repeating: .zero, count: size * columnCount)
        if self.divideAndConquer(entries, Int32(rowCount), Int32(columnCount)) { return }
        guard self.iterate(entries, Int32(rowCount), Int32(columnCount)) else { return nil }
    }

    private mutating func divideAndConquer(_ entries: [Complex], _ rowCount: Int32, _ columnCount: Int32)
        -> Bool
    {
        var (entries, m, n, k, status) = (entries, rowCount, columnCount, Int32(self.values.count), Int32(0))
        var job = CChar(UInt8(ascii: "S"))
        let size = self.values.count
        let large = Int(max(rowCount, columnCount))
        let workCount = size * size + 3 * size + 64 * large
        var lwork = Int32(workCount)
        let realCount = max(5 * size * size + 5 * size, 2 * large * size + 2 * size * size + size)
        withUnsafeTemporaryAllocation(of: Complex.self, capacity: workCount) { work in
            withUnsafeTemporaryAllocation(of: Double.self, capacity: realCount) { realWork in
                withUnsafeTemporaryAllocation(of: Int32.self, capacity: 8 * size) { integers in
                    zgesdd_(
                        &job, &m, &n, &entries, &m, &self.values, &self.u, &m, &self.v, &k, work.baseAddress,
                        &lwork, realWork.baseAddress, integers.baseAddress, &status)
                }
            }
        }
        return status == 0
    }

    private mutating func iterate(_ entries: [Complex], _ rowCount: Int32, _ columnCount: Int32) -> Bool {
        var (entries, m, n, k, status) = (entries, rowCount, columnCount, Int32(self.values.count), Int32(0))
        var job = CChar(UInt8(ascii: "S"))
        let workCount = 64 * Int(max(rowCount, columnCount)) + 2 * self.values.count
        var lwork = Int32(workCount)
        withUnsafeTemporaryAllocation(of: Complex.self, capacity: workCount) { work in
            withUnsafeTemporaryAllocation(of: Double.self, capacity: 5 * self.values.count) { realWork in
                zgesvd_(
                    &job, &job, &m, &n, &entries, &m, &self.values, &self.u, &m, &self.v, &k,
                    work.baseAddress, &lwork, realWork.baseAddress, &status)
            }
        }
        return status == 0
    }
}
