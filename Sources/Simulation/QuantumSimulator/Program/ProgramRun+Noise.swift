import NoiseModel
import SimulatorCore

extension ProgramRun {
    /// Lets noise act on a branch.
    ///
    /// A state that cannot hold all ways takes the one that most of its shots draw; the others run first.
    mutating func disturb(_ branch: inout Branch, by disturbance: Disturbance) throws(SimulatorError) {
        if branch.state.absorb(disturbance.matrix, on: disturbance.bits) { return }
        let terms = disturbance.terms
        try self.split(&branch, by: terms.map(\.probability)) { (branch, place) throws(SimulatorError) in
            branch.pending += terms[place].operations.map {
                PendingNoise(operation: $0, bits: disturbance.bits)
            }
        }
    }

    /// Goes through one operation of noise.
    ///
    /// - Returns: Shots that go another way, which run next.
    mutating func suffer(_ noise: PendingNoise, _ branch: inout Branch) throws(SimulatorError) -> Branch? {
        switch noise.operation {
        case .pauli(let xMask, let zMask):
            for (position, bit) in noise.bits.enumerated() {
                let isX = xMask >> UInt32(position) & 1 == 1
                if zMask >> UInt32(position) & 1 == 1 {
                    try branch.state.apply(
                        matrix: [1, 0, 0, 0, 0, 0, -1, 0], on: [bit], cancellation: self.context.cancellation)
                }
                if isX { branch.state.flip(qubit: bit) }
            }
        case .unitary(let qubits, let matrix):
            try branch.state.apply(
                matrix: matrix, on: qubits.map { noise.bits[$0] }, cancellation: self.context.cancellation)
        case .reset(let qubit): return try self.reset(noise.bits[qubit], of: &branch)
        case .kraus(let qubits, let matrices):
            try self.chooseKraus(matrices, on: qubits.map { noise.bits[$0] }, &branch)
        }
        return nil
    }

    /// Splits a branch among Kraus matrices, each with the squared norm of the state that it makes.
    private mutating func chooseKraus(
        _ matrices: [[Double]], on bits: [Int], _ branch: inout Branch
    ) throws(SimulatorError) {
        let (density, cancellation) = (branch.state.reducedState(of: bits), self.context.cancellation)
        let weights = matrices.map { Self.weight(of: $0, in: density, rowCount: 1 << bits.count) }
        try self.split(&branch, by: weights) { (branch, place) throws(SimulatorError) in
            let scale = 1 / weights[place].squareRoot()
            try branch.state.apply(
                matrix: matrices[place].map { $0 * scale }, on: bits, cancellation: cancellation)
        }
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

    /// Splits shots among ways with given weights; all but the way of most shots run to their end.
    ///
    /// - Parameter follow: Goes one of the ways.
    private mutating func split(
        _ branch: inout Branch, by weights: [Double],
        _ follow: (_ branch: inout Branch, _ place: Int) throws(SimulatorError) -> Void
    ) throws(SimulatorError) {
        try self.context.cancellation.check()
        var random = self.draw(for: &branch)
        let counts = random.nextCounts(of: max(1, branch.shots.count), weights: weights)
        let main = counts.indices.max { counts[$0] < counts[$1] } ?? 0
        let whole = branch
        var start = whole.shots.lowerBound
        var kept = whole.shots
        for (place, count) in counts.enumerated() where count > 0 {
            // Without shots the state goes one way all the same.
            let shots = start..<min(start + count, whole.shots.upperBound)
            start = shots.upperBound
            if place == main {
                kept = shots
                continue
            }
            var other = whole
            other.state = try whole.state.copy()
            other.shots = shots
            try follow(&other, place)
            try self.run(other)
        }
        branch.shots = kept
        try follow(&branch, main)
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
