/// How long calls into BLAS and LAPACK are cut, so that a cancel is looked for between the pieces.
enum Pieces {
    /// Multiplications of complex numbers in one piece, at which a core takes about 15 ms.
    private static let multiplicationCount = 1 << 25
    /// Entries that one piece of a pivoted factorisation goes through, column after column: about as long, as it
    /// waits for memory.
    private static let visitedEntryCount = 1 << 23
    /// Columns that LAPACK's factorisations take together.
    static let blockSize = 32

    /// Whether a factorisation is worth cutting.
    static func isLong(rowCount: Int, columnCount: Int) -> Bool {
        rowCount * columnCount * min(rowCount, columnCount) > self.multiplicationCount / 4
    }

    /// Columns of a product in one piece.
    ///
    /// - Parameter multiplicationCount: For each column.
    static func columnCount(each multiplicationCount: Int) -> Int {
        max(8, self.multiplicationCount / max(1, multiplicationCount))
    }

    /// Columns of a pivoted factorisation in one piece, of so many entries that are left.
    static func pivotCount(entryCount: Int) -> Int {
        min(self.blockSize, max(1, self.visitedEntryCount / max(1, entryCount)))
    }
}
