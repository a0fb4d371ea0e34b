extension StateVector {
    /// Multiplies the amplitudes in whose index the masked bits have a given value.
    ///
    /// - Parameters:
    ///   - mask: Bits of the index that are looked at; 0 means every amplitude.
    ///   - value: What they must be; a subset of the mask.
    package mutating func multiply(
        where mask: Int, equals value: Int, byReal factorReal: Double, imaginary factorImaginary: Double
    ) {
        self.checkMask(mask)
        precondition(value & ~mask == 0, "The value is of the masked bits alone.")
        let (real, imaginary) = (self.real, self.imaginary)
        var free = FreeIndices(fixed: mask, count: self.count)
        while let base = free.next() {
            let index = base | value
            let (a, b) = (real[index], imaginary[index])
            real[index] = factorReal * a - factorImaginary * b
            imaginary[index] = factorReal * b + factorImaginary * a
        }
    }

    /// Applies a diagonal matrix to some qubits, where the control qubits hold given values.
    ///
    /// - Parameters:
    ///   - diagonal: `2^k` entries, real then imaginary part; bit 0 of an index is the first target.
    ///   - targets: `k` different qubits, none a control.
    package mutating func apply(
        diagonal: UnsafePointer<Double>, toQubits targets: ArraySlice<Int>, controlMask: Int,
        controlValue: Int
    ) {
        let offsets = self.offsets(of: targets, controlMask: controlMask, controlValue: controlValue)
        for (row, offset) in offsets.enumerated() {
            self.multiply(
                where: offsets[offsets.count - 1] | controlMask, equals: offset | controlValue,
                byReal: diagonal[2 * row], imaginary: diagonal[2 * row + 1])
        }
    }

    /// For each value of the targets, the sum of their bits in an amplitude's index.
    func offsets(of targets: ArraySlice<Int>, controlMask: Int, controlValue: Int) -> [Int] {
        self.checkMask(controlMask)
        precondition(controlValue & ~controlMask == 0, "The value is of the controls alone.")
        var offsets = [0]
        offsets.reserveCapacity(1 << targets.count)
        var seen = controlMask
        for target in targets {
            precondition((0..<self.qubitCount).contains(target), "The qubit is in the register.")
            precondition(seen & (1 << target) == 0, "Targets and controls are different qubits.")
            seen |= 1 << target
            for index in 0..<offsets.count { offsets.append(offsets[index] | (1 << target)) }
        }
        return offsets
    }
}
