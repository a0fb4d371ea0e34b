import CircuitModel

/// A Clifford operation on one or two qubits, given by what it makes of the Paulis of each.
struct SmallClifford {
    /// `i^phase · X^x · Z^z`; bit `q` of `x` and `z` is qubit `q`.
    struct Image: Equatable {
        var x: Int
        var z: Int
        var phase: Int

        /// The power of i that remains beside a product of X, Y and Z: 0 or 2, for images are Hermitian.
        var sign: Int { (self.phase - (self.x & self.z).nonzeroBitCount) & 3 }
    }

    let qubitCount: Int
    /// `U P U†` for `P` = X of qubit 0, Z of qubit 0, X of qubit 1, Z of qubit 1.
    private(set) var images: [Image] = []

    /// An angle this far from a multiple of π/2 is taken for one, and so are the entries that follow from it.
    static let tolerance = 1e-12

    /// - Parameter matrix: `4^qubitCount` complex entries, row-major; bit 0 of an index is qubit 0.
    /// - Returns: nil if it does not map Paulis to Paulis.
    init?(matrix: [Double], qubitCount: Int) {
        precondition((1...2).contains(qubitCount), "Small means one or two qubits.")
        precondition(matrix.count == 2 << (2 * qubitCount), "A matrix on k qubits has 4^k entries.")
        self.qubitCount = qubitCount
        for qubit in 0..<qubitCount {
            for (x, z) in [(1 << qubit, 0), (0, 1 << qubit)] {
                guard let image = Self.image(ofX: x, z: z, under: matrix, rowCount: 1 << qubitCount) else {
                    return nil
                }
                self.images.append(image)
            }
        }
    }

    /// Finds which Pauli `U · X^x Z^z · U†` is: a matrix with one entry of length 1 in each column.
    private static func image(ofX x: Int, z: Int, under matrix: [Double], rowCount: Int) -> Image? {
        func entry(_ row: Int, _ column: Int) -> Complex {
            let index = 2 * (row * rowCount + column)
            return Complex(matrix[index], matrix[index + 1])
        }
        var product: [Complex] = []
        for row in 0..<rowCount {
            for column in 0..<rowCount {
                var sum = Complex.zero
                for inner in 0..<rowCount {
                    let other = entry(column, inner)
                    // X^x Z^z takes basis state j to j ^ x, with a sign for each bit of j & z.
                    let term = entry(row, inner ^ x) * Complex(other.real, -other.imaginary)
                    let sign = (inner & z).nonzeroBitCount & 1 == 0 ? 1.0 : -1.0
                    sum = Complex(sum.real + sign * term.real, sum.imaginary + sign * term.imaginary)
                }
                product.append(sum)
            }
        }
        return Self.pauli(product, rowCount: rowCount)
    }

    /// The Pauli that a matrix is, if it is one.
    private static func pauli(_ matrix: [Complex], rowCount: Int) -> Image? {
        let turns = [Complex.one, .i, -Complex.one, -Complex.i]
        for x in 0..<rowCount {
            guard let phase = turns.firstIndex(where: { $0.isNear(matrix[x * rowCount]) }) else { continue }
            var z = 0
            for bit in 0..<(rowCount.trailingZeroBitCount) {
                let column = 1 << bit
                if (-turns[phase]).isNear(matrix[(column ^ x) * rowCount + column]) { z |= column }
            }
            for column in 0..<rowCount {
                let sign = (column & z).nonzeroBitCount & 1
                for row in 0..<rowCount {
                    let expected = row == column ^ x ? turns[(phase + 2 * sign) & 3] : .zero
                    if !expected.isNear(matrix[row * rowCount + column]) { return nil }
                }
            }
            return Image(x: x, z: z, phase: phase)
        }
        return nil
    }
}

extension Complex {
    fileprivate func isNear(_ other: Complex) -> Bool {
        abs(self.real - other.real) <= SmallClifford.tolerance
            && abs(self.imaginary - other.imaginary) <= SmallClifford.tolerance
    }
}
