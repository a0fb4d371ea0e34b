/// Room behind what the library is given.
///
/// OpenBLAS 0.3.21's product of a matrix and a vector for Haswell and later (`zgemv_n`, its issue 4013) reads, and does
/// not use, what lies where the next column would begin. Factorisations call it on parts of their arguments.
enum Padding {
    /// Entries to add to a matrix of columns of this length, or to the room that works on it.
    static func count(rowCount: Int) -> Int { rowCount + 64 }

    /// A matrix and zeros behind it.
    static func padded(_ matrix: [Complex], rowCount: Int) -> [Complex] {
        matrix + repeatElement(.zero, count: self.count(rowCount: rowCount))
    }
}
