import SimulatorCore

extension SmallState: BranchState {
    static func byteCount(qubitCount: Int) -> Int { 16 << max(qubitCount, 2) }

    var byteCount: Int { Self.byteCount(qubitCount: self.qubitCount) }

    /// Applies a segment of a program's gates.
    func run(_ segment: Int, of program: Program) {
        program.numbers.withUnsafeBufferPointer { numbers in
            program.gates.withUnsafeBufferPointer { gates in
                for place in program.segments[segment] {
                    let start = gates[place].numberStart
                    // Gates without numbers do not read any.
                    self.apply(gates[place], (numbers.baseAddress ?? UnsafePointer(self.reals)) + start)
                }
            }
        }
    }

    /// The squared lengths of four amplitudes.
    @inline(__always)
    func weights(_ index: Int) -> Vector {
        self.real[index] * self.real[index] + self.imaginary[index] * self.imaginary[index]
    }

    func weights(ofQubit bit: Int) -> (zero: Double, one: Double) {
        var (zero, one) = (Vector(), Vector())
        if bit < 2 {
            for index in 0..<self.vectorCount { zero += self.weights(index) }
            let isOne = SIMD4<Int64>(0, 1, 2, 3) & SIMD4<Int64>(repeating: 1 << Int64(bit)) .!= 0
            one = Vector().replacing(with: zero, where: isOne)
            zero = zero.replacing(with: Vector(), where: isOne)
        } else {
            let stride = 1 << (bit - 2)
            var free = FreeVectors(fixed: stride, value: 0, count: self.vectorCount)
            while let low = free.next() {
                zero += self.weights(low)
                one += self.weights(low | stride)
            }
        }
        return (zero.sum(), one.sum())
    }

    func probabilities(of bits: [Int]) -> [Double] {
        var sums = [Double](repeating: 0, count: 1 << bits.count)
        let (reals, imaginaries) = (self.reals, self.imaginaries)
        for index in 0..<self.count {
            var value = 0
            for (place, bit) in bits.enumerated() { value |= (index >> bit & 1) << place }
            sums[value] += reals[index] * reals[index] + imaginaries[index] * imaginaries[index]
        }
        return sums
    }

    func expectations(of strings: [PauliMasks]) -> [Double] {
        let (reals, imaginaries) = (self.reals, self.imaginaries)
        return strings.map { string in
            // P|i⟩ = i^(number of Y) · (-1)^|i & z| · |i ^ x⟩, and the value is real: only one part is summed.
            let factorCount = (string.x & string.z).nonzeroBitCount & 3
            var sum = 0.0
            for index in 0..<self.count {
                let other = index ^ string.x
                let part =
                    factorCount & 1 == 0
                    ? reals[other] * reals[index] + imaginaries[other] * imaginaries[index]
                    : imaginaries[other] * reals[index] - reals[other] * imaginaries[index]
                sum += (index & string.z).nonzeroBitCount & 1 == 0 ? part : -part
            }
            // i·(a + ib) has the real part -b.
            return factorCount == 0 || factorCount == 1 ? sum : -sum
        }
    }

    func collapse(qubit bit: Int, toOne: Bool, weight: Double) {
        let scale = 1 / weight.squareRoot()
        self.multiply(
            controlMask: 1 << bit, controlValue: toOne ? 1 << bit : 0, real: scale, imaginary: 0)
        self.multiply(controlMask: 1 << bit, controlValue: toOne ? 0 : 1 << bit, real: 0, imaginary: 0)
    }

    func flip(qubit bit: Int) { self.flip(bit, controlMask: 0, controlValue: 0) }

    func apply(
        matrix: [Double], on bits: [Int], cancellation: CancellationFlag
    ) throws(SimulatorError) {
        var gate = PreparedGate(
            kind: bits.count == 1 ? .dense : .denseOnMany, targetCount: bits.count, targets: SIMD16(),
            controlMask: 0, controlValue: 0)
        for (place, bit) in bits.enumerated() { gate.targets[place] = UInt8(bit) }
        matrix.withUnsafeBufferPointer { numbers in
            // A matrix has numbers.
            if let numbers = numbers.baseAddress { self.apply(gate, numbers) }
        }
    }

    func turn(toBasisOf string: PauliMasks) {
        let half = 0.5.squareRoot()
        for bit in 0..<self.qubitCount where string.x >> bit & 1 == 1 {
            let isY = string.z >> bit & 1 == 1
            var gate = PreparedGate(
                kind: .dense, targetCount: 1, targets: SIMD16(), controlMask: 0, controlValue: 0)
            gate.targets[0] = UInt8(bit)
            let matrix = isY ? [half, 0, 0, -half, half, 0, 0, half] : [half, 0, half, 0, half, 0, -half, 0]
            matrix.withUnsafeBufferPointer { numbers in
                if let base = numbers.baseAddress { self.apply(gate, base) }
            }
        }
    }

    func copy() -> SmallState { SmallState(copying: self) }

    func amplitudes(_ range: Range<Int>) -> [Double] {
        range.flatMap { [self.reals[$0], self.imaginaries[$0]] }
    }

    func sample(
        shotCount: Int, using random: inout PhiloxRandom, cancellation: CancellationFlag
    ) throws(SimulatorError) -> StateSamples {
        var samples = StateSamples(indices: [], counts: [])
        self.draw(shotCount: shotCount, using: &random) { index, count in
            samples.indices.append(index)
            samples.counts.append(count)
        }
        return samples
    }
}
