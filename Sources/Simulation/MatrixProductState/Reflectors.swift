import CLAPACK

/// Householder reflectors in the columns of a matrix, below its diagonal, as LAPACK's factorisations leave them; and
/// what LAPACK does with them, in pieces between which a cancel is looked for.
struct Reflectors {
    /// Column by column, ``rowCount`` rows, with ``Padding`` behind.
    var entries: [Complex]
    let rowCount: Int
    var tau: [Complex]

    private static let size = Pieces.blockSize

    /// Reflectors that make a matrix an upper triangle, which stays in and above the diagonal.
    ///
    /// - Parameter padded: As ``Padding`` has it.
    init<Failure: Error>(
        factorising padded: [Complex], rowCount: Int, columnCount: Int, check: () throws(Failure) -> Void
    ) throws(Failure) {
        let count = min(rowCount, columnCount)
        self.init(padded, rowCount: rowCount, tau: [Complex](repeating: .zero, count: count))
        var work = Self.room(columnCount)
        for first in stride(from: 0, to: count, by: Self.size) {
            try check()
            let block = min(Self.size, count - first)
            var (m, n, lda, status) = (Int32(rowCount - first), Int32(block), Int32(rowCount), Int32(0))
            let corner = first + first * rowCount
            Self.withPointers(&self.entries, &self.tau) { entries, tau in
                zgeqr2_(&m, &n, entries + corner, &lda, tau + first, &work, &status)
            }
            try self.reflect(
                (first + block)..<columnCount, by: first, count: block, isAdjoint: true, work: &work, check)
        }
    }

    init(_ entries: [Complex], rowCount: Int, tau: [Complex]) {
        (self.entries, self.rowCount, self.tau) = (entries, rowCount, tau)
    }

    /// Writes out the first columns of the orthonormal matrix that the first reflectors are the product of.
    mutating func expand<Failure: Error>(
        columnCount: Int, check: () throws(Failure) -> Void
    ) throws(Failure) {
        var work = Self.room(columnCount)
        for first in stride(from: (columnCount - 1) / Self.size * Self.size, through: 0, by: -Self.size) {
            let block = min(Self.size, columnCount - first)
            try self.reflect(
                (first + block)..<columnCount, by: first, count: block, isAdjoint: false, work: &work, check)
            var (m, n, lda, status) = (
                Int32(self.rowCount - first), Int32(block), Int32(self.rowCount), Int32(0)
            )
            let corner = first + first * self.rowCount
            let rowCount = self.rowCount
            Self.withPointers(&self.entries, &self.tau) { entries, tau in
                zung2r_(&m, &n, &n, entries + corner, &lda, tau + first, &work, &status)
                for column in first..<(first + block) {
                    (entries + column * rowCount).update(repeating: .zero, count: first)
                }
            }
        }
    }

    /// Multiplies the columns of another matrix by the product of all reflectors.
    ///
    /// - Parameters:
    ///   - matrix: Column by column, with ``Padding`` behind.
    ///   - matrixRowCount: Of which the last ``rowCount`` change.
    func apply<Failure: Error>(
        to matrix: inout [Complex], matrixRowCount: Int, columnCount: Int, check: () throws(Failure) -> Void
    ) throws(Failure) {
        var work = Self.room(columnCount)
        let top = matrixRowCount - self.rowCount
        for first in stride(from: (self.tau.count - 1) / Self.size * Self.size, through: 0, by: -Self.size) {
            let block = Block(self, first: first, count: min(Self.size, self.tau.count - first))
            let width = Pieces.columnCount(each: 2 * (self.rowCount - first) * block.count)
            for start in stride(from: 0, to: columnCount, by: width) {
                try check()
                self.entries.withUnsafeBufferPointer { entries in
                    matrix.withUnsafeMutableBufferPointer { matrix in
                        guard let entries = entries.baseAddress, let matrix = matrix.baseAddress else {
                            return
                        }
                        block.apply(
                            entries, to: matrix + top + first + start * matrixRowCount,
                            stride: matrixRowCount,
                            columnCount: min(width, columnCount - start), isAdjoint: false, work: &work)
                    }
                }
            }
        }
    }

    /// Applies a block of reflectors to the columns right of it.
    private mutating func reflect<Failure: Error>(
        _ columns: Range<Int>, by first: Int, count: Int, isAdjoint: Bool, work: inout [Complex],
        _ check: () throws(Failure) -> Void
    ) throws(Failure) {
        guard !columns.isEmpty else { return }
        let block = Block(self, first: first, count: count)
        let rowCount = self.rowCount
        let width = Pieces.columnCount(each: 2 * (rowCount - first) * count)
        for start in stride(from: columns.lowerBound, to: columns.upperBound, by: width) {
            try check()
            self.entries.withUnsafeMutableBufferPointer { entries in
                guard let entries = entries.baseAddress else { return }
                block.apply(
                    entries, to: entries + first + start * rowCount, stride: rowCount,
                    columnCount: min(width, columns.upperBound - start), isAdjoint: isAdjoint, work: &work)
            }
        }
    }

    /// The product of some neighbouring reflectors.
    private struct Block {
        let first: Int
        let count: Int
        private let rowCount: Int
        private var triangle: [Complex]

        init(_ reflectors: borrowing Reflectors, first: Int, count: Int) {
            (self.first, self.count, self.rowCount) = (first, count, reflectors.rowCount)
            let room = Reflectors.size * Reflectors.size + Padding.count(rowCount: Reflectors.size)
            var triangle = [Complex](repeating: .zero, count: room)
            var (m, k, lda, ldt) = (
                Int32(self.rowCount - first), Int32(count), Int32(self.rowCount), Int32(Reflectors.size)
            )
            var (forward, byColumn) = (Reflectors.letter("F"), Reflectors.letter("C"))
            let corner = first + first * self.rowCount
            reflectors.entries.withUnsafeBufferPointer { entries in
                reflectors.tau.withUnsafeBufferPointer { tau in
                    guard let entries = entries.baseAddress, let tau = tau.baseAddress else { return }
                    zlarft_(&forward, &byColumn, &m, &k, entries + corner, &lda, tau + first, &triangle, &ldt)
                }
            }
            self.triangle = triangle
        }

        /// - Parameters:
        ///   - entries: Those that the reflectors are in.
        ///   - target: The first of the entries that change; as many rows as the reflectors are long.
        func apply(
            _ entries: UnsafePointer<Complex>, to target: UnsafeMutablePointer<Complex>, stride: Int,
            columnCount: Int, isAdjoint: Bool, work: inout [Complex]
        ) {
            var (m, n, k) = (Int32(self.rowCount - self.first), Int32(columnCount), Int32(self.count))
            var (lda, ldt, ldc) = (Int32(self.rowCount), Int32(Reflectors.size), Int32(stride))
            var (side, forward, byColumn) = (
                Reflectors.letter("L"), Reflectors.letter("F"), Reflectors.letter("C")
            )
            var operation = Reflectors.letter(isAdjoint ? "C" : "N")
            zlarfb_(
                &side, &operation, &forward, &byColumn, &m, &n, &k,
                entries + self.first + self.first * self.rowCount, &lda, self.triangle, &ldt, target, &ldc,
                &work, &n)
        }
    }

    private static func withPointers(
        _ entries: inout [Complex], _ tau: inout [Complex],
        _ body: (UnsafeMutablePointer<Complex>, UnsafeMutablePointer<Complex>) -> Void
    ) {
        entries.withUnsafeMutableBufferPointer { entries in
            tau.withUnsafeMutableBufferPointer { tau in
                guard let start = entries.baseAddress, let factors = tau.baseAddress else { return }
                body(start, factors)
            }
        }
    }

    private static func letter(_ letter: Unicode.Scalar) -> CChar { CChar(UInt8(ascii: letter)) }

    private static func room(_ columnCount: Int) -> [Complex] {
        [Complex](
            repeating: .zero, count: self.size * (columnCount + 1) + Padding.count(rowCount: columnCount))
    }
}
