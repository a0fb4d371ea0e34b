/// Gates. What stays within one vector and what does not is the kernels' care.
extension SmallState {
    /// Applies a gate.
    ///
    /// - Parameter numbers: Where its numbers begin.
    func apply(_ gate: PreparedGate, _ numbers: UnsafePointer<Double>) {
        switch gate.kind {
        case .phase:
            self.multiply(
                controlMask: gate.controlMask, controlValue: gate.controlValue, real: numbers[0],
                imaginary: numbers[1])
        case .diagonal:
            let bit = 1 << gate.target
            self.multiply(
                controlMask: gate.controlMask | bit, controlValue: gate.controlValue, real: numbers[0],
                imaginary: numbers[1])
            self.multiply(
                controlMask: gate.controlMask | bit, controlValue: gate.controlValue | bit, real: numbers[2],
                imaginary: numbers[3])
        case .flip: self.flip(gate.target, controlMask: gate.controlMask, controlValue: gate.controlValue)
        case .real: self.apply(gate, numbers, by: self.kernels.applyReal)
        case .dense: self.apply(gate, numbers, by: self.kernels.apply)
        case .swap:
            let (first, second) = (gate.target, Int(gate.targets[1]))
            self.flip(second, controlMask: 1 << first, controlValue: 1 << first)
            self.flip(
                first, controlMask: gate.controlMask | 1 << second,
                controlValue: gate.controlValue | 1 << second)
            self.flip(second, controlMask: 1 << first, controlValue: 1 << first)
        case .denseOnMany:
            self.applyDenseOnMany(gate, numbers)
            self.known.forget(gate.qubitMask)
        case .diagonalOnMany:
            let mask = gate.qubitMask
            for row in 0..<(1 << gate.targetCount) {
                self.multiply(
                    controlMask: mask, controlValue: gate.controlValue | gate.index(ofRow: row),
                    real: numbers[2 * row], imaginary: numbers[2 * row + 1])
            }
        }
    }

    private func apply(_ gate: PreparedGate, _ numbers: UnsafePointer<Double>, by kernel: SmallKernels.Apply)
    {
        let bit = 1 << gate.target
        guard
            let place = self.known.place(
                controlMask: gate.controlMask, controlValue: gate.controlValue, targets: bit)
        else { return }
        kernel(numbers, self.blocks, self.blockCount, gate.target, place.mask, place.value)
        self.known.forget(bit)
    }

    /// Multiplies the amplitudes in whose index the masked bits have a value.
    func multiply(
        controlMask: Int, controlValue: Int, real factorReal: Double, imaginary factorImaginary: Double
    ) {
        guard let place = self.known.place(controlMask: controlMask, controlValue: controlValue, targets: 0)
        else {
            return
        }
        self.kernels.multiply(
            self.blocks, self.blockCount, place.mask, place.value, factorReal, factorImaginary)
    }

    /// Exchanges the halves of a qubit where the controls hold: a permutation, without arithmetic.
    func flip(_ target: Int, controlMask: Int, controlValue: Int) {
        let bit = 1 << target
        guard
            let place = self.known.place(controlMask: controlMask, controlValue: controlValue, targets: bit)
        else { return }
        self.kernels.flip(self.blocks, self.blockCount, target, place.mask, place.value)
        guard self.known.mask & bit != 0 else { return }
        if place.isEverywhere {
            self.known.set(bit, to: ~self.known.value & bit)
        } else {
            self.known.forget(bit)
        }
    }

    /// A matrix on several qubits, number by number.
    private func applyDenseOnMany(_ gate: PreparedGate, _ matrix: UnsafePointer<Double>) {
        let rowCount = 1 << gate.targetCount
        let (amplitudes, count) = (self.amplitudes, self.count)
        withUnsafeTemporaryAllocation(of: Int.self, capacity: rowCount) { offsets in
            for row in 0..<rowCount { offsets[row] = gate.index(ofRow: row) }
            withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * rowCount) { gathered in
                var free = FreeVectors(fixed: gate.qubitMask, value: gate.controlValue, count: count)
                while let base = free.next() {
                    for column in 0..<rowCount {
                        (gathered[2 &* column], gathered[2 &* column &+ 1]) =
                            amplitudes[base | offsets[column]]
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
                        amplitudes[base | offsets[row]] = (sumReal, sumImaginary)
                    }
                }
            }
        }
    }
}

extension PreparedGate {
    /// The targets' bits in an amplitude's index, for a row of the matrix.
    func index(ofRow row: Int) -> Int {
        (0..<self.targetCount).reduce(0) { $0 | (row >> $1 & 1) << Int(self.targets[$1]) }
    }
}
