import CLAPACK

/// What a QR factorisation with column pivoting says about a matrix: which columns matter, and by how much.
///
/// The matrix lies column by column. After the factorisation its upper triangle is R, and row i of R has about the
/// i-th singular value: leaving out the rows from k on leaves out exactly their weight (the sum of `|r|²`).
struct PivotedFactor {
    private var entries: [Complex]
    private let rowCount: Int
    private let columnCount: Int
    /// The column that came to each place, from 1.
    private var pivots: [Int32]
    private var tau: [Complex]

    /// - Parameter entries: `rowCount · columnCount` entries, column by column; both at least 1.
    init(_ entries: [Complex], rowCount: Int, columnCount: Int) {
        self.entries = Padding.padded(entries, rowCount: rowCount)
        self.rowCount = rowCount
        self.columnCount = columnCount
        self.pivots = [Int32](repeating: 0, count: columnCount)
        let size = min(rowCount, columnCount)
        self.tau = [Complex](repeating: .zero, count: size)
        var (m, n, status) = (Int32(rowCount), Int32(columnCount), Int32(0))
        // Blocks of 32 columns are what LAPACK asks for.
        let workCount = (columnCount + 1) * 32
        var lwork = Int32(workCount)
        let room = workCount + Padding.count(rowCount: columnCount)
        withUnsafeTemporaryAllocation(of: Complex.self, capacity: room) { work in
            withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * columnCount) { realWork in
                zgeqp3_(
                    &m, &n, &self.entries, &m, &self.pivots, &self.tau, work.baseAddress, &lwork,
                    realWork.baseAddress, &status)
            }
        }
        precondition(status == 0, "The arguments of the factorisation are right.")
    }

    /// How many rows of R are needed so that the others weigh at most `allowance`, and what those weigh.
    ///
    /// - Returns: At least one row.
    func rank(allowance: Double) -> (rank: Int, discarded: Double) {
        var discarded = 0.0
        var rank = min(self.rowCount, self.columnCount)
        while rank > 1 {
            let row = rank - 1
            var weight = discarded
            for column in row..<self.columnCount {
                weight += self.entries[row + column * self.rowCount].weight
            }
            if weight > allowance { break }
            discarded = weight
            rank = row
        }
        return (rank, discarded)
    }

    /// The first rows of R, transposed, with the columns where they were: `columnCount` rows, `rank` columns,
    /// column by column. Its columns span what the rows of the matrix span.
    func transposedRows(rank: Int) -> [Complex] {
        [Complex](unsafeUninitializedCapacity: self.columnCount * rank) { result, count in
            result.initialize(repeating: .zero)
            for column in 0..<self.columnCount {
                let place = Int(self.pivots[column]) - 1
                for row in 0..<min(rank, column + 1) {
                    result[place + row * self.columnCount] = self.entries[row + column * self.rowCount]
                }
            }
            count = self.columnCount * rank
        }
    }

    /// The first columns of Q: orthonormal, `rowCount` rows, column by column.
    consuming func orthonormalColumns(rank: Int) -> [Complex] {
        var (m, n, status) = (Int32(self.rowCount), Int32(rank), Int32(0))
        let workCount = rank * 32
        var lwork = Int32(workCount)
        let room = workCount + Padding.count(rowCount: rank)
        withUnsafeTemporaryAllocation(of: Complex.self, capacity: room) { work in
            zungqr_(&m, &n, &n, &self.entries, &m, self.tau, work.baseAddress, &lwork, &status)
        }
        precondition(status == 0, "The arguments of the factorisation are right.")
        self.entries.removeLast(self.entries.count - self.rowCount * rank)
        return self.entries
    }
}
