extension StateVector {
    /// Applies a matrix to some qubits, where the control qubits hold given values.
    ///
    /// - Parameters:
    ///   - matrix: `4^k` entries, row-major, real then imaginary part; bit 0 of a row or column index is the
    ///     first target.
    ///   - targets: `k` different qubits, none a control.
    ///   - controlMask: One bit for each control qubit.
    ///   - controlValue: What they must hold; a subset of the mask.
    /// - Complexity: `2^k` multiplications per amplitude.
    package mutating func apply(
        matrix: UnsafePointer<Double>, toQubits targets: ArraySlice<Int>, controlMask: Int, controlValue: Int
    ) {
        let offsets = self.offsets(of: targets, controlMask: controlMask, controlValue: controlValue)
        let rowCount = offsets.count
        let (real, imaginary) = (self.real, self.imaginary)
        var free = FreeIndices(fixed: offsets[rowCount - 1] | controlMask, count: self.count)
        withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * rowCount) { gathered in
            while let index = free.next() {
                let base = index | controlValue
                for column in 0..<rowCount {
                    gathered[2 &* column] = real[base | offsets[column]]
                    gathered[2 &* column &+ 1] = imaginary[base | offsets[column]]
                }
                var entry = matrix
                for row in 0..<rowCount {
                    var (sumReal, sumImaginary) = (0.0, 0.0)
                    for column in 0..<rowCount {
                        let (a, b) = (gathered[2 &* column], gathered[2 &* column &+ 1])
                        sumReal += entry[0] * a - entry[1] * b
                        sumImaginary += entry[0] * b + entry[1] * a
                        entry += 2
                    }
                    real[base | offsets[row]] = sumReal
                    imaginary[base | offsets[row]] = sumImaginary
                }
            }
        }
    }

    /// Exchanges two qubits, where the control qubits hold given values: a permutation, without arithmetic.
    package mutating func swap(qubits first: Int, _ second: Int, controlMask: Int, controlValue: Int) {
        let both = self.offsets(
            of: [first, second], controlMask: controlMask, controlValue: controlValue)
        let (real, imaginary) = (self.real, self.imaginary)
        var free = FreeIndices(fixed: both[3] | controlMask, count: self.count)
        while let index = free.next() {
            let (left, right) = (index | controlValue | both[1], index | controlValue | both[2])
            (real[left], real[right]) = (real[right], real[left])
            (imaginary[left], imaginary[right]) = (imaginary[right], imaginary[left])
        }
    }
}
