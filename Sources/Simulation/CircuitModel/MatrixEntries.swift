/// The entries of a square matrix that begins as zeros, in row-major order, real then imaginary part.
struct MatrixEntries {
    private let base: UnsafeMutablePointer<Double>
    private let rowCount: Int

    /// - Parameter base: Room for the whole matrix, which is set to 0.
    init(_ base: UnsafeMutablePointer<Double>, rowCount: Int) {
        self.base = base
        self.rowCount = rowCount
        base.update(repeating: 0, count: 2 * rowCount * rowCount)
    }

    @inline(__always)
    func set(_ entries: (row: Int, column: Int, value: Complex)...) {
        for entry in entries {
            let start = 2 * (entry.row * self.rowCount + entry.column)
            self.base[start] = entry.value.real
            self.base[start + 1] = entry.value.imaginary
        }
    }
}
