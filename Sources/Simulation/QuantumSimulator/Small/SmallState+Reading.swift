import SimulatorCore

extension SmallState: BranchState {
    static func byteCount(qubitCount: Int) -> Int { 16 << max(qubitCount, 3) }

    var byteCount: Int { Self.byteCount(qubitCount: self.qubitCount) }

    /// Applies a segment of a program's gates.
    func run(_ segment: Int, of program: Program) {
        program.numbers.withUnsafeBufferPointer { numbers in
            program.gates.withUnsafeBufferPointer { gates in
                for place in program.segments[segment] {
                    let start = gates[place].numberStart
                    // Gates without numbers do not read any.
                    self.apply(
                        gates[place], (numbers.baseAddress ?? UnsafePointer(self.amplitudes.base)) + start)
                }
            }
        }
    }

    /// The squared lengths of the amplitudes of one block.
    @inline(__always)
    func weights(_ index: Int) -> Vector {
        let (real, imaginary) = (self.blocks[2 &* index], self.blocks[2 &* index &+ 1])
        return real * real + imaginary * imaginary
    }

    func weights(ofQubit bit: Int) -> (zero: Double, one: Double) {
        (self.weight(ofQubit: bit, isOne: false), self.weight(ofQubit: bit, isOne: true))
    }

    private func weight(ofQubit bit: Int, isOne: Bool) -> Double {
        let place = self.known.place(controlMask: 1 << bit, controlValue: isOne ? 1 << bit : 0, targets: 0)
        guard let place else { return 0 }
        return self.kernels.weight(self.blocks, self.blockCount, place.mask, place.value)
    }

    func probabilities(of bits: [Int]) -> [Double] {
        var sums = [Double](repeating: 0, count: 1 << bits.count)
        let amplitudes = self.amplitudes
        for index in 0..<self.count {
            var value = 0
            for (place, bit) in bits.enumerated() { value |= (index >> bit & 1) << place }
            sums[value] += amplitudes.weight(index)
        }
        return sums
    }

    func expectations(of strings: [PauliMasks]) -> [Double] {
        let amplitudes = self.amplitudes
        return strings.map { string in
            // P|i⟩ = i^(number of Y) · (-1)^|i & z| · |i ^ x⟩, and the value is real: only one part is summed.
            let factorCount = (string.x & string.z).nonzeroBitCount & 3
            var sum = 0.0
            for index in 0..<self.count {
                let (left, right) = (amplitudes[index ^ string.x], amplitudes[index])
                let part =
                    factorCount & 1 == 0
                    ? left.real * right.real + left.imaginary * right.imaginary
                    : left.imaginary * right.real - left.real * right.imaginary
                sum += (index & string.z).nonzeroBitCount & 1 == 0 ? part : -part
            }
            // i·(a + ib) has the real part -b.
            return factorCount == 0 || factorCount == 1 ? sum : -sum
        }
    }

    func collapse(qubit bit: Int, toOne: Bool, weight: Double) {
        let (mask, scale) = (1 << bit, 1 / weight.squareRoot())
        self.multiply(controlMask: mask, controlValue: toOne ? mask : 0, real: scale, imaginary: 0)
        self.multiply(controlMask: mask, controlValue: toOne ? 0 : mask, real: 0, imaginary: 0)
        self.known.set(mask, to: toOne ? mask : 0)
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
        range.flatMap { [self.amplitudes[$0].real, self.amplitudes[$0].imaginary] }
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
