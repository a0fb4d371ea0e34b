/// The way between Pauli strings and matrix units `|row⟩⟨column|`.
enum PauliBasis {
    /// Turns coefficients of Pauli strings into matrix entries, qubit by qubit.
    ///
    /// - Parameters:
    ///   - real: `4^k` numbers; a qubit's Pauli matrix, and then its row bit times 2 plus its column bit, is a digit
    ///     of the index to base 4.
    static func turnToMatrixUnits(real: inout [Double], imaginary: inout [Double], qubitCount: Int) {
        for digit in 0..<qubitCount {
            let stride = 1 << (2 * digit)
            for index in real.indices where index >> (2 * digit) & 3 == 0 {
                let (i, x, y, z) = (index, index + stride, index + 2 * stride, index + 3 * stride)
                let r = (real[i], real[x], real[y], real[z])
                let m = (imaginary[i], imaginary[x], imaginary[y], imaginary[z])
                // [[I + Z, X - iY], [X + iY, I - Z]]
                (real[i], imaginary[i]) = (r.0 + r.3, m.0 + m.3)
                (real[x], imaginary[x]) = (r.1 + m.2, m.1 - r.2)
                (real[y], imaginary[y]) = (r.1 - m.2, m.1 + r.2)
                (real[z], imaginary[z]) = (r.0 - r.3, m.0 - m.3)
            }
        }
    }

    /// The matrix with these coefficients of Pauli strings: row-major, each entry as real then imaginary part.
    static func matrix(of coefficients: [Double], qubitCount: Int) -> [Double] {
        var real = coefficients
        var imaginary = [Double](repeating: 0, count: real.count)
        self.turnToMatrixUnits(real: &real, imaginary: &imaginary, qubitCount: qubitCount)
        var entries = [Double](repeating: 0, count: 2 * real.count)
        for index in real.indices {
            let (row, column) = self.rowAndColumn(ofUnit: index, qubitCount: qubitCount)
            entries[2 * (row << qubitCount | column)] = real[index]
            entries[2 * (row << qubitCount | column) + 1] = imaginary[index]
        }
        return entries
    }

    /// `Tr(P A)` for each Pauli string, of a Hermitian matrix.
    static func coefficients(of matrix: [Double], qubitCount: Int) -> [Double] {
        let count = 1 << (2 * qubitCount)
        var real = [Double](repeating: 0, count: count)
        var imaginary = real
        for index in 0..<count {
            let (row, column) = self.rowAndColumn(ofUnit: index, qubitCount: qubitCount)
            real[index] = matrix[2 * (row << qubitCount | column)]
            imaginary[index] = matrix[2 * (row << qubitCount | column) + 1]
        }
        for digit in 0..<qubitCount {
            let stride = 1 << (2 * digit)
            for index in 0..<count where index >> (2 * digit) & 3 == 0 {
                let (i, x, y, z) = (index, index + stride, index + 2 * stride, index + 3 * stride)
                let r = (real[i], real[x], real[y], real[z])
                let m = (imaginary[i], imaginary[x], imaginary[y], imaginary[z])
                // I = 00 + 11, X = 01 + 10, Y = i (01 - 10), Z = 00 - 11
                (real[i], imaginary[i]) = (r.0 + r.3, m.0 + m.3)
                (real[x], imaginary[x]) = (r.1 + r.2, m.1 + m.2)
                (real[y], imaginary[y]) = (m.2 - m.1, r.1 - r.2)
                (real[z], imaginary[z]) = (r.0 - r.3, m.0 - m.3)
            }
        }
        return real
    }

    /// The row and column of a unit's index.
    static func rowAndColumn(ofUnit index: Int, qubitCount: Int) -> (row: Int, column: Int) {
        var (row, column) = (0, 0)
        for qubit in 0..<qubitCount {
            row |= (index >> (2 * qubit + 1) & 1) << qubit
            column |= (index >> (2 * qubit) & 1) << qubit
        }
        return (row, column)
    }
}
