extension StateVector {
    /// Applies a 2×2 matrix to one qubit.
    ///
    /// - Parameters:
    ///   - matrix: 8 numbers: four entries, row-major, real then imaginary part.
    ///   - target: Qubit in `0..<qubitCount`.
    /// - Complexity: one pass over the amplitudes.
    package mutating func apply(matrix: UnsafePointer<Double>, toQubit target: Int) {
        precondition((0..<self.qubitCount).contains(target), "The qubit is in the register.")
        let (r00, i00, r01, i01) = (matrix[0], matrix[1], matrix[2], matrix[3])
        let (r10, i10, r11, i11) = (matrix[4], matrix[5], matrix[6], matrix[7])
        let (real, imaginary) = (self.real, self.imaginary)
        let stride = 1 << target
        var block = 0
        while block < self.count {
            for low in block..<(block &+ stride) {
                let high = low &+ stride
                let (a, b, c, d) = (real[low], imaginary[low], real[high], imaginary[high])
                real[low] = r00 * a - i00 * b + r01 * c - i01 * d
                imaginary[low] = r00 * b + i00 * a + r01 * d + i01 * c
                real[high] = r10 * a - i10 * b + r11 * c - i11 * d
                imaginary[high] = r10 * b + i10 * a + r11 * d + i11 * c
            }
            block &+= 2 &* stride
        }
    }

    /// Applies a 2×2 matrix to one qubit where the control qubits hold given values.
    ///
    /// - Parameters:
    ///   - matrix: As in ``apply(matrix:toQubit:)``.
    ///   - target: Qubit that is not a control.
    ///   - controlMask: One bit for each control qubit.
    ///   - controlValue: What they must hold; a subset of the mask.
    package mutating func apply(
        matrix: UnsafePointer<Double>, toQubit target: Int, controlMask: Int, controlValue: Int
    ) {
        precondition((0..<self.qubitCount).contains(target), "The qubit is in the register.")
        self.checkMask(controlMask)
        let stride = 1 << target
        precondition(controlMask & stride == 0, "A target is not its own control.")
        precondition(controlValue & ~controlMask == 0, "The value is of the controls alone.")
        let (r00, i00, r01, i01) = (matrix[0], matrix[1], matrix[2], matrix[3])
        let (r10, i10, r11, i11) = (matrix[4], matrix[5], matrix[6], matrix[7])
        let (real, imaginary) = (self.real, self.imaginary)
        var free = FreeIndices(fixed: controlMask | stride, count: self.count)
        while let index = free.next() {
            let low = index | controlValue
            let high = low | stride
            let (a, b, c, d) = (real[low], imaginary[low], real[high], imaginary[high])
            real[low] = r00 * a - i00 * b + r01 * c - i01 * d
            imaginary[low] = r00 * b + i00 * a + r01 * d + i01 * c
            real[high] = r10 * a - i10 * b + r11 * c - i11 * d
            imaginary[high] = r10 * b + i10 * a + r11 * d + i11 * c
        }
    }

    /// Flips one qubit where the control qubits hold given values: a permutation, without arithmetic.
    package mutating func flip(qubit target: Int, controlMask: Int, controlValue: Int) {
        precondition((0..<self.qubitCount).contains(target), "The qubit is in the register.")
        self.checkMask(controlMask)
        let stride = 1 << target
        precondition(controlMask & stride == 0, "A target is not its own control.")
        precondition(controlValue & ~controlMask == 0, "The value is of the controls alone.")
        let (real, imaginary) = (self.real, self.imaginary)
        var free = FreeIndices(fixed: controlMask | stride, count: self.count)
        while let index = free.next() {
            let low = index | controlValue
            let high = low | stride
            (real[low], real[high]) = (real[high], real[low])
            (imaginary[low], imaginary[high]) = (imaginary[high], imaginary[low])
        }
    }
}
