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

    /// - Parameters:
    ///   - entries: `rowCount · columnCount` entries, column by column; both at least 1.
    ///   - check: Called between the pieces of a long factorisation. What it throws ends the work.
    init<Failure: Error>(
        _ entries: [Complex], rowCount: Int, columnCount: Int, check: () throws(Failure) -> Void
    ) throws(Failure) {
        self.entries = Padding.padded(entries, rowCount: rowCount)
        self.rowCount = rowCount
        self.columnCount = columnCount
        self.pivots = [Int32](repeating: 0, count: columnCount)
        self.tau = [Complex](repeating: .zero, count: min(rowCount, columnCount))
        if Pieces.isLong(rowCount: rowCount, columnCount: columnCount) {
            try self.factoriseInPieces(check)
        } else {
            self.factorise()
        }
    }

    private mutating func factorise() {
        var (m, n, status) = (Int32(self.rowCount), Int32(self.columnCount), Int32(0))
        let workCount = (self.columnCount + 1) * Pieces.blockSize
        var lwork = Int32(workCount)
        let room = workCount + Padding.count(rowCount: self.columnCount)
        withUnsafeTemporaryAllocation(of: Complex.self, capacity: room) { work in
            withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * self.columnCount) { realWork in
                zgeqp3_(
                    &m, &n, &self.entries, &m, &self.pivots, &self.tau, work.baseAddress, &lwork,
                    realWork.baseAddress, &status)
            }
        }
        precondition(status == 0, "The arguments of the factorisation are right.")
    }

    /// What LAPACK's own routine does, a few columns at a time.
    private mutating func factoriseInPieces<Failure: Error>(
        _ check: () throws(Failure) -> Void
    ) throws(Failure) {
        let (rowCount, columnCount) = (self.rowCount, self.columnCount)
        for column in 0..<columnCount { self.pivots[column] = Int32(column + 1) }
        // Of what is left of each column: as it is kept up to date, and as it was when it was last summed up.
        let norms = UnsafeMutablePointer<Double>.allocate(capacity: 2 * columnCount)
        defer { norms.deallocate() }
        self.entries.withUnsafeBufferPointer { entries in
            for column in 0..<columnCount {
                let start = column * rowCount
                let norm = UnsafeBufferPointer(rebasing: entries[start..<(start + rowCount)]).weight
                    .squareRoot()
                (norms + column).initialize(to: norm)
                (norms + columnCount + column).initialize(to: norm)
            }
        }
        let blockCount = Pieces.blockSize * columnCount + Padding.count(rowCount: columnCount)
        var block = [Complex](repeating: .zero, count: blockCount)
        var work = [Complex](repeating: .zero, count: Padding.count(rowCount: Pieces.blockSize))
        var done = 0
        while done < self.tau.count {
            try check()
            let left = columnCount - done
            let width = Pieces.pivotCount(entryCount: (rowCount - done) * left)
            var (m, n, offset, lda) = (Int32(rowCount), Int32(left), Int32(done), Int32(rowCount))
            var (wanted, found) = (Int32(min(width, self.tau.count - done)), Int32(0))
            let first = done
            self.withPointers { entries, pivots, tau in
                zlaqps_(
                    &m, &n, &offset, &wanted, &found, entries + first * rowCount, &lda, pivots + first,
                    tau + first, norms + first, norms + columnCount + first, &work, &block, &n)
            }
            done += Int(found)
        }
    }

    private mutating func withPointers(
        _ body: (UnsafeMutablePointer<Complex>, UnsafeMutablePointer<Int32>, UnsafeMutablePointer<Complex>) ->
            Void
    ) {
        self.entries.withUnsafeMutableBufferPointer { entries in
            self.pivots.withUnsafeMutableBufferPointer { pivots in
                self.tau.withUnsafeMutableBufferPointer { tau in
                    guard let entries = entries.baseAddress, let pivots = pivots.baseAddress,
                        let tau = tau.baseAddress
                    else { return }
                    body(entries, pivots, tau)
                }
            }
        }
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
            for first in stride(from: 0, to: rank, by: LinearAlgebra.tileSize) {
                for column in first..<self.columnCount {
                    let place = Int(self.pivots[column]) - 1
                    for row in first..<min(first + LinearAlgebra.tileSize, rank, column + 1) {
                        result[place + row * self.columnCount] = self.entries[row + column * self.rowCount]
                    }
                }
            }
            count = self.columnCount * rank
        }
    }

    /// The first columns of Q: orthonormal, `rowCount` rows, column by column.
    consuming func orthonormalColumns<Failure: Error>(
        rank: Int, check: () throws(Failure) -> Void
    ) throws(Failure) -> [Complex] {
        if Pieces.isLong(rowCount: self.rowCount, columnCount: rank) {
            var reflectors = Reflectors(self.entries, rowCount: self.rowCount, tau: self.tau)
            self.entries = []
            try reflectors.expand(columnCount: rank, check: check)
            return Array(reflectors.entries.prefix(self.rowCount * rank))
        }
        var (m, n, status) = (Int32(self.rowCount), Int32(rank), Int32(0))
        let workCount = rank * Pieces.blockSize
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
