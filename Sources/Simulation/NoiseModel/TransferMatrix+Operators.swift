extension TransferMatrix {
    /// The channel `ρ → Σ K ρ K†`.
    ///
    /// - Parameters:
    ///   - operators: Complex matrices of `2^k` rows, row-major, each entry as real then imaginary part; bit 0 of an
    ///     index is qubit 0.
    ///   - qubitCount: `k`, at least 0.
    package init(operators: [[Double]], qubitCount: Int) {
        let entryCount = 1 << (4 * qubitCount)
        var real = [Double](repeating: 0, count: entryCount)
        var imaginary = real
        for matrix in operators {
            Self.accumulate(matrix, qubitCount: qubitCount, real: &real, imaginary: &imaginary)
        }
        self.init(unitBasisReal: real, imaginary: imaginary, qubitCount: qubitCount)
    }

    /// The channel with this matrix over matrix units, whose index has for qubit `i` the row bit times 2 plus the
    /// column bit of `|row⟩⟨column|` as digit `i`.
    ///
    /// Rows are output, columns input. Turns both sides to Pauli strings one qubit at a time.
    init(unitBasisReal: [Double], imaginary unitBasisImaginary: [Double], qubitCount: Int) {
        let dimension = 1 << (2 * qubitCount)
        var (real, imaginary) = (unitBasisReal, unitBasisImaginary)
        for digit in 0..<(2 * qubitCount) {
            let isInput = digit < qubitCount
            let stride = 1 << (2 * digit)
            for base in 0..<(dimension * dimension) where base >> (2 * digit) & 3 == 0 {
                let (i, x, y, z) = (base, base + stride, base + 2 * stride, base + 3 * stride)
                let (r, m) = (
                    (real[i], real[x], real[y], real[z]),
                    (imaginary[i], imaginary[x], imaginary[y], imaginary[z])
                )
                // Of c = Tr(Pρ): ρ01 is at 1, ρ10 at 2. Outputs take i(ρ01 - ρ10) for Y; an input Y has -i at 01.
                let sign: Double = isInput ? -1 : 1
                (real[i], imaginary[i]) = (r.0 + r.3, m.0 + m.3)
                (real[z], imaginary[z]) = (r.0 - r.3, m.0 - m.3)
                (real[x], imaginary[x]) = (r.1 + r.2, m.1 + m.2)
                (real[y], imaginary[y]) = (-sign * (m.1 - m.2), sign * (r.1 - r.2))
            }
        }
        let scale = 1 / Double(1 << qubitCount)
        self.init(qubitCount: qubitCount, values: real.map { $0 * scale })
    }

    /// Adds `K ρ K†` over matrix units: the entry at output `(r, c)`, input `(a, b)` is `K[r, a] K[c, b]*`.
    private static func accumulate(
        _ matrix: [Double], qubitCount: Int, real: inout [Double], imaginary: inout [Double]
    ) {
        let rowCount = 1 << qubitCount
        // Spreads the bits of a row index to every second bit.
        let spread = (0..<rowCount).map { row in
            (0..<qubitCount).reduce(0) { $0 | (row >> $1 & 1) << (2 * $1) }
        }
        for r in 0..<rowCount {
            for a in 0..<rowCount {
                let left = 2 * (r * rowCount + a)
                let (leftReal, leftImaginary) = (matrix[left], matrix[left + 1])
                if leftReal == 0, leftImaginary == 0 { continue }
                for c in 0..<rowCount {
                    let row = (2 * spread[r] + spread[c]) << (2 * qubitCount)
                    for b in 0..<rowCount {
                        let right = 2 * (c * rowCount + b)
                        let index = row + 2 * spread[a] + spread[b]
                        real[index] += leftReal * matrix[right] + leftImaginary * matrix[right + 1]
                        imaginary[index] += leftImaginary * matrix[right] - leftReal * matrix[right + 1]
                    }
                }
            }
        }
    }
}
