/// Kernels of gates. Controls among the lowest two bits, which lie in one vector, are made part of the factors:
/// lanes in which they do not hold are multiplied by 1.
extension SmallState {
    /// Applies a gate.
    ///
    /// - Parameter numbers: Where its numbers begin.
    @inline(__always)
    func apply(_ gate: PreparedGate, _ numbers: UnsafePointer<Double>) {
        switch gate.kind {
        case .phase:
            self.multiply(
                controlMask: gate.controlMask, controlValue: gate.controlValue, real: numbers[0],
                imaginary: numbers[1])
        case .diagonal:
            self.applyDiagonal(gate, numbers)
        case .flip: self.flip(gate.target, controlMask: gate.controlMask, controlValue: gate.controlValue)
        case .real: self.applyReal(numbers[0], numbers[2], numbers[4], numbers[6], gate)
        case .dense: self.applyDense(gate, numbers)
        case .swap:
            let (first, second) = (gate.target, Int(gate.targets[1]))
            self.flip(second, controlMask: 1 << first, controlValue: 1 << first)
            self.flip(
                first, controlMask: gate.controlMask | 1 << second,
                controlValue: gate.controlValue | 1 << second)
            self.flip(second, controlMask: 1 << first, controlValue: 1 << first)
        case .denseOnMany: self.applyDenseOnMany(gate, numbers)
        case .diagonalOnMany:
            let mask = gate.qubitMask
            for row in 0..<(1 << gate.targetCount) {
                self.multiply(
                    controlMask: mask, controlValue: gate.controlValue | gate.index(ofRow: row),
                    real: numbers[2 * row], imaginary: numbers[2 * row + 1])
            }
        }
    }

    /// Multiplies the amplitudes in whose index the masked bits have a value.
    func multiply(controlMask: Int, controlValue: Int, real factorReal: Double, imaginary factorImaginary: Double) {
        let lanes = Lanes(controlMask: controlMask, controlValue: controlValue)
        let (a, b) = (lanes.choose(factorReal, else: 1), lanes.choose(factorImaginary, else: 0))
        var free = FreeVectors(fixed: controlMask >> 2, value: controlValue >> 2, count: self.vectorCount)
        while let index = free.next() {
            let (x, y) = (self.real[index], self.imaginary[index])
            self.real[index] = a * x - b * y
            self.imaginary[index] = a * y + b * x
        }
    }

    private func applyDiagonal(_ gate: PreparedGate, _ numbers: UnsafePointer<Double>) {
        let bit = 1 << gate.target
        self.multiply(
            controlMask: gate.controlMask | bit, controlValue: gate.controlValue, real: numbers[0],
            imaginary: numbers[1])
        self.multiply(
            controlMask: gate.controlMask | bit, controlValue: gate.controlValue | bit, real: numbers[2],
            imaginary: numbers[3])
    }

    /// Exchanges the halves of a qubit where the controls hold: a permutation, without arithmetic.
    func flip(_ target: Int, controlMask: Int, controlValue: Int) {
        let lanes = Lanes(controlMask: controlMask, controlValue: controlValue)
        if target < 2 {
            var free = FreeVectors(fixed: controlMask >> 2, value: controlValue >> 2, count: self.vectorCount)
            while let index = free.next() {
                let (x, y) = (self.real[index], self.imaginary[index])
                self.real[index] = lanes.choose(Lanes.exchanged(x, target), else: x)
                self.imaginary[index] = lanes.choose(Lanes.exchanged(y, target), else: y)
            }
            return
        }
        let stride = 1 << (target - 2)
        var free = FreeVectors(
            fixed: controlMask >> 2 | stride, value: controlValue >> 2, count: self.vectorCount)
        while let low = free.next() {
            let high = low | stride
            let (a, b, c, d) = (self.real[low], self.imaginary[low], self.real[high], self.imaginary[high])
            self.real[low] = lanes.choose(c, else: a)
            self.imaginary[low] = lanes.choose(d, else: b)
            self.real[high] = lanes.choose(a, else: c)
            self.imaginary[high] = lanes.choose(b, else: d)
        }
    }

    private func applyReal(_ m00: Double, _ m01: Double, _ m10: Double, _ m11: Double, _ gate: PreparedGate) {
        let lanes = Lanes(controlMask: gate.controlMask, controlValue: gate.controlValue)
        let fixed = gate.controlMask >> 2, value = gate.controlValue >> 2
        if gate.target < 2 {
            let same = lanes.choose(Lanes.alternating(m00, m11, gate.target), else: Vector(repeating: 1))
            let other = lanes.choose(Lanes.alternating(m01, m10, gate.target), else: Vector())
            var free = FreeVectors(fixed: fixed, value: value, count: self.vectorCount)
            while let index = free.next() {
                let (x, y) = (self.real[index], self.imaginary[index])
                self.real[index] = same * x + other * Lanes.exchanged(x, gate.target)
                self.imaginary[index] = same * y + other * Lanes.exchanged(y, gate.target)
            }
            return
        }
        let (a, b) = (lanes.choose(m00, else: 1), lanes.choose(m01, else: 0))
        let (c, d) = (lanes.choose(m10, else: 0), lanes.choose(m11, else: 1))
        let stride = 1 << (gate.target - 2)
        var free = FreeVectors(fixed: fixed | stride, value: value, count: self.vectorCount)
        while let low = free.next() {
            let high = low | stride
            let (x, y, z, w) = (self.real[low], self.imaginary[low], self.real[high], self.imaginary[high])
            self.real[low] = a * x + b * z
            self.imaginary[low] = a * y + b * w
            self.real[high] = c * x + d * z
            self.imaginary[high] = c * y + d * w
        }
    }

    private func applyDense(_ gate: PreparedGate, _ m: UnsafePointer<Double>) {
        let lanes = Lanes(controlMask: gate.controlMask, controlValue: gate.controlValue)
        let fixed = gate.controlMask >> 2, value = gate.controlValue >> 2
        if gate.target < 2 {
            let one = Vector(repeating: 1), zero = Vector()
            let sameReal = lanes.choose(Lanes.alternating(m[0], m[6], gate.target), else: one)
            let sameImaginary = lanes.choose(Lanes.alternating(m[1], m[7], gate.target), else: zero)
            let otherReal = lanes.choose(Lanes.alternating(m[2], m[4], gate.target), else: zero)
            let otherImaginary = lanes.choose(Lanes.alternating(m[3], m[5], gate.target), else: zero)
            var free = FreeVectors(fixed: fixed, value: value, count: self.vectorCount)
            while let index = free.next() {
                let (x, y) = (self.real[index], self.imaginary[index])
                let (z, w) = (Lanes.exchanged(x, gate.target), Lanes.exchanged(y, gate.target))
                self.real[index] = (sameReal * x - sameImaginary * y) + (otherReal * z - otherImaginary * w)
                self.imaginary[index] = (sameReal * y + sameImaginary * x) + (otherReal * w + otherImaginary * z)
            }
            return
        }
        let (a, b) = (lanes.choose(m[0], else: 1), lanes.choose(m[1], else: 0))
        let (c, d) = (lanes.choose(m[2], else: 0), lanes.choose(m[3], else: 0))
        let (e, f) = (lanes.choose(m[4], else: 0), lanes.choose(m[5], else: 0))
        let (g, h) = (lanes.choose(m[6], else: 1), lanes.choose(m[7], else: 0))
        let stride = 1 << (gate.target - 2)
        var free = FreeVectors(fixed: fixed | stride, value: value, count: self.vectorCount)
        while let low = free.next() {
            let high = low | stride
            let (x, y, z, w) = (self.real[low], self.imaginary[low], self.real[high], self.imaginary[high])
            self.real[low] = (a * x - b * y) + (c * z - d * w)
            self.imaginary[low] = (a * y + b * x) + (c * w + d * z)
            self.real[high] = (e * x - f * y) + (g * z - h * w)
            self.imaginary[high] = (e * y + f * x) + (g * w + h * z)
        }
    }

    /// A matrix on several qubits, number by number.
    private func applyDenseOnMany(_ gate: PreparedGate, _ matrix: UnsafePointer<Double>) {
        let rowCount = 1 << gate.targetCount
        let (real, imaginary, count) = (self.reals, self.imaginaries, self.count)
        withUnsafeTemporaryAllocation(of: Int.self, capacity: rowCount) { offsets in
            for row in 0..<rowCount { offsets[row] = gate.index(ofRow: row) }
            withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * rowCount) { gathered in
                var free = FreeVectors(fixed: gate.qubitMask, value: gate.controlValue, count: count)
                while let base = free.next() {
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
    }
}

extension PreparedGate {
    /// The targets' bits in an amplitude's index, for a row of the matrix.
    func index(ofRow row: Int) -> Int {
        (0..<self.targetCount).reduce(0) { $0 | (row >> $1 & 1) << Int(self.targets[$1]) }
    }
}
