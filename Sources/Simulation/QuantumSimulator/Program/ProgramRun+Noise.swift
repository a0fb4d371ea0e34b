import NoiseModel
import SimulatorCore

extension ProgramRun.Branch {
    /// Whether noise has to act before the next step.
    var isDisturbed: Bool { !self.pending.isEmpty || !self.ways.isEmpty }
}

extension ProgramRun {
    /// Lets noise act on a branch: at once on a state that holds all ways; else its shots draw one each.
    func disturb(_ branch: inout Branch, by disturbance: Disturbance) {
        if branch.state.absorb(disturbance.matrix, on: disturbance.bits) { return }
        self.draw(&branch, weights: disturbance.terms.map(\.probability)) { place in
            disturbance.terms[place].operations.map { PendingNoise(operation: $0, bits: disturbance.bits) }
        }
    }

    /// Goes through one operation of noise, or sends shots another way.
    ///
    /// - Returns: Shots that go another way, which run next.
    func suffer(_ branch: inout Branch) throws(SimulatorError) -> Branch? {
        try self.context.cancellation.check()
        if let way = branch.ways.first {
            branch.ways.removeFirst()
            guard !branch.ways.isEmpty else {
                branch.pending = way.operations + branch.pending
                return nil
            }
            var other = branch
            let middle = branch.shots.lowerBound + way.shotCount
            other.state = try branch.state.copy()
            other.shots = branch.shots.lowerBound..<middle
            other.ways = []
            other.pending = way.operations + branch.pending
            branch.shots = middle..<branch.shots.upperBound
            return other
        }
        let noise = branch.pending.removeFirst()
        switch noise.operation {
        case .pauli(let xMask, let zMask):
            for (position, bit) in noise.bits.enumerated() {
                if zMask >> UInt32(position) & 1 == 1 {
                    try self.apply([1, 0, 0, 0, 0, 0, -1, 0], on: [bit], branch)
                }
                if xMask >> UInt32(position) & 1 == 1 { branch.state.flip(qubit: bit) }
            }
        case .unitary(let qubits, let matrix):
            try self.apply(matrix, on: qubits.map { noise.bits[$0] }, branch)
        case .reset(let qubit): return try self.reset(noise.bits[qubit], of: &branch)
        case .kraus(let qubits, let matrices):
            try self.drawKraus(matrices, on: qubits.map { noise.bits[$0] }, &branch)
        }
        return nil
    }

    private func apply(_ matrix: [Double], on bits: [Int], _ branch: Branch) throws(SimulatorError) {
        try branch.state.apply(matrix: matrix, on: bits, cancellation: self.context.cancellation)
    }

    /// Draws Kraus matrices, each with the squared norm of the state that it makes.
    private func drawKraus(
        _ matrices: [[Double]], on bits: [Int], _ branch: inout Branch
    ) throws(SimulatorError) {
        let density = branch.state.reducedState(of: bits)
        try self.context.cancellation.check()
        let weights = matrices.map { Self.weight(of: $0, in: density, rowCount: 1 << bits.count) }
        self.draw(&branch, weights: weights) { place in
            let scale = 1 / weights[place].squareRoot()
            let operation = NoiseOperation.unitary(
                qubits: Array(bits.indices), matrix: matrices[place].map { $0 * scale })
            return [PendingNoise(operation: operation, bits: bits)]
        }
    }

    /// Draws a way for each shot.
    ///
    /// - Parameter operations: What lies on a way.
    private func draw(
        _ branch: inout Branch, weights: [Double], _ operations: (_ place: Int) -> [PendingNoise]
    ) {
        var random = self.draw(for: &branch)
        // Without shots the state goes one way all the same.
        let counts = random.nextCounts(of: max(1, branch.shots.count), weights: weights)
        let main = counts.indices.max { counts[$0] < counts[$1] } ?? 0
        for (place, count) in counts.enumerated() where count > 0 && place != main {
            branch.ways.append(NoiseWay(shotCount: count, operations: operations(place)))
        }
        branch.ways.append(NoiseWay(shotCount: counts[main], operations: operations(main)))
    }

    /// `Tr(K ρ K†)`.
    private static func weight(of matrix: [Double], in density: [Double], rowCount: Int) -> Double {
        var sum = 0.0
        for row in 0..<rowCount {
            for left in 0..<rowCount {
                let (a, b) = (matrix[2 * (row * rowCount + left)], matrix[2 * (row * rowCount + left) + 1])
                for right in 0..<rowCount {
                    let (c, d) = (
                        matrix[2 * (row * rowCount + right)], matrix[2 * (row * rowCount + right) + 1]
                    )
                    let place = 2 * (left * rowCount + right)
                    // Re(K[row, left] ρ[left, right] K[row, right]*)
                    sum += (a * c + b * d) * density[place] - (b * c - a * d) * density[place + 1]
                }
            }
        }
        return max(0, sum)
    }

    /// Turns a classical bit over for as many shots as misread it.
    ///
    /// - Returns: Those shots, if they are not all.
    func misread(_ clbit: Int, _ error: ReadoutError, _ branch: inout Branch) throws(SimulatorError)
        -> Branch?
    {
        var random = self.draw(for: &branch)
        let count = branch.shots.count
        let wrong = random.nextSuccessCount(
            of: count, probability: error.flipProbability(of: branch.classical[clbit]))
        if wrong == 0 { return nil }
        if wrong == count {
            branch.classical[clbit].toggle()
            return nil
        }
        var other = branch
        other.state = try branch.state.copy()
        let middle = branch.shots.upperBound - wrong
        other.shots = middle..<branch.shots.upperBound
        other.classical[clbit].toggle()
        branch.shots = branch.shots.lowerBound..<middle
        return other
    }
}

extension BranchState {
    /// The reduced density matrix of a few bits, from the mean of each Pauli string on them.
    fileprivate func reducedState(of bits: [Int]) -> [Double] {
        let strings = (0..<(1 << (2 * bits.count))).map { string in
            var masks = PauliMasks(x: 0, z: 0)
            for (place, bit) in bits.enumerated() {
                let factor = string >> (2 * place) & 3
                if factor == 1 || factor == 2 { masks.x |= 1 << bit }
                if factor >= 2 { masks.z |= 1 << bit }
            }
            return masks
        }
        let scale = 1 / Double(1 << bits.count)
        return PauliBasis.matrix(
            of: self.expectations(of: strings).map { $0 * scale }, qubitCount: bits.count)
    }
}

extension PhiloxRandom {
    /// How many of `count` draws fall on each of several weights.
    mutating func nextCounts(of count: Int, weights: [Double]) -> [Int] {
        var (left, mass) = (count, weights.reduce(0, +))
        var counts = [Int](repeating: 0, count: weights.count)
        // What is left at the end falls on the largest weight, which is not one that only rounding made.
        let heaviest = weights.indices.max { weights[$0] < weights[$1] } ?? 0
        for (index, weight) in weights.enumerated() where index != heaviest && left > 0 {
            let drawn = self.nextSuccessCount(of: left, probability: weight / mass)
            counts[index] = drawn
            left -= drawn
            mass -= weight
        }
        counts[heaviest] = left
        return counts
    }
}
