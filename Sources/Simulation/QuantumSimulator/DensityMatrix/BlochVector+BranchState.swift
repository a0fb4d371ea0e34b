import NoiseModel
import SimulatorCore

extension BlochVector: BranchState {
    static var readsWithErrors: Bool { true }

    var byteCount: Int { Self.byteCount(qubitCount: self.qubitCount) ?? .max }

    func settle() { self.flush() }

    func weights(ofQubit bit: Int) -> (zero: Double, one: Double) {
        let (sum, difference) = (self.trace, self.expectation([(bit, 3)]))
        return (max(0, sum + difference) / 2, max(0, sum - difference) / 2)
    }

    func expectations(of strings: [PauliMasks]) -> [Double] {
        strings.map { string in
            self.expectation(
                (0..<self.qubitCount).compactMap { bit in
                    let (x, z) = (string.x >> bit & 1, string.z >> bit & 1)
                    // X, Y and Z are 1, 2 and 3; Y is where both are set.
                    return x | z == 0 ? nil : (bit, x == 0 ? 3 : 1 + z)
                })
        }
    }

    func collapse(qubit bit: Int, toOne: Bool, weight: Double) {
        let reading = TransferOperation.reading(toOne, of: bit, error: nil).matrix
        self.append(
            TransferOperation(
                TransferMatrix(qubitCount: 1, values: reading.values.map { $0 / weight }), on: [bit]))
    }

    func flip(qubit bit: Int) {
        self.append(TransferOperation(TransferMatrix(diagonal: [1, 1, -1, -1]), on: [bit]))
    }

    func turn(toBasisOf string: PauliMasks) {
        let half = 0.5.squareRoot()
        for bit in 0..<self.qubitCount where string.x >> bit & 1 == 1 {
            let isY = string.z >> bit & 1 == 1
            let matrix = isY ? [half, 0, 0, -half, half, 0, 0, half] : [half, 0, half, 0, half, 0, -half, 0]
            self.append(TransferOperation(TransferMatrix(operators: [matrix], qubitCount: 1), on: [bit]))
        }
    }

    func amplitudes(_ range: Range<Int>) -> [Double] {
        preconditionFailure("A density matrix has no amplitudes; the method said so.")
    }

    func absorb(_ matrix: TransferMatrix, on bits: [Int]) -> Bool {
        self.append(TransferOperation(matrix, on: bits))
        return true
    }

    func apply(
        matrix: [Double], on bits: [Int], cancellation: CancellationFlag
    ) throws(SimulatorError) {
        self.append(TransferOperation(TransferMatrix(operators: [matrix], qubitCount: bits.count), on: bits))
    }

    func densityMatrix(of bits: [Int], cancellation: CancellationFlag) throws(SimulatorError) -> [Double] {
        let matrix = self.densityMatrix(of: bits)
        try cancellation.check()
        return matrix
    }

    func sample(
        shotCount: Int, misreadings: [Misreading], using random: inout PhiloxRandom,
        cancellation: CancellationFlag
    ) throws(SimulatorError) -> StateSamples {
        var probabilities = self.probabilities(of: Array(0..<self.qubitCount))
        try cancellation.check()
        for misreading in misreadings {
            let (up, down) = (misreading.error.oneGivenZero, misreading.error.zeroGivenOne)
            for index in probabilities.indices where index >> misreading.bit & 1 == 0 {
                let other = index | 1 << misreading.bit
                let (zero, one) = (probabilities[index], probabilities[other])
                probabilities[index] = zero * (1 - up) + one * down
                probabilities[other] = zero * up + one * (1 - down)
            }
        }
        return StateSamples(drawing: shotCount, from: probabilities, using: &random)
    }

    func sample(
        shotCount: Int, using random: inout PhiloxRandom, cancellation: CancellationFlag
    ) throws(SimulatorError) -> StateSamples {
        try self.sample(shotCount: shotCount, misreadings: [], using: &random, cancellation: cancellation)
    }
}

extension StateSamples {
    /// Draws by splitting shots in two, again and again.
    ///
    /// - Parameter weights: `2^n`, at least 0.
    fileprivate init(drawing shotCount: Int, from weights: [Double], using random: inout PhiloxRandom) {
        self.init(indices: [], counts: [])
        guard shotCount > 0 else { return }
        let leafCount = max(2, weights.count)
        withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * leafCount) { tree in
            guard let tree = tree.baseAddress else { return }
            for index in 0..<leafCount {
                tree[leafCount + index] = index < weights.count ? weights[index] : 0
            }
            for node in stride(from: leafCount - 1, to: 0, by: -1) {
                tree[node] = tree[2 * node] + tree[2 * node + 1]
            }
            SmallState.descend(from: 1, leafStart: leafCount, tree, shotCount: shotCount, using: &random) {
                self.indices.append($0)
                self.counts.append($1)
            }
        }
    }
}
