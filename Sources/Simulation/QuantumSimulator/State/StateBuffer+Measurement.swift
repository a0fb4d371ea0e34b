import SimulatorCore

extension StateBuffer {
    /// The squared norm of the part in which a qubit is 0, and of the part in which it is 1.
    ///
    /// They sum to the squared norm of the state.
    package func weights(ofQubit qubit: Int) -> (zero: Double, one: Double) {
        guard let small = self.smallBlocks else {
            let sums = self.probabilities(of: [qubit])
            return (sums[0], sums[1])
        }
        return small.weights(ofBit: self.layout.position(of: qubit))
    }

    /// The squared norm of the state: 1 but for rounding, unless something that is not unitary was applied.
    package func squaredNorm() -> Double { self.probabilities(of: [])[0] }

    /// The squared norms of the parts in which some qubits hold each of their values.
    ///
    /// - Parameter qubits: Different qubits; the first is the least significant bit of an index into the result.
    /// - Returns: `2^k` sums, added in an order that does not depend on the threads.
    package func probabilities(of qubits: [Int]) -> [Double] {
        let positions = qubits.map { self.layout.position(of: $0) }
        switch self.precision {
        case .double: return self.doubles.probabilities(of: positions, team: self.team)
        case .single: return self.singles.probabilities(of: positions, team: self.team)
        }
    }

    /// Leaves only the part in which a qubit has the outcome, scaled to norm 1.
    ///
    /// - Parameter weight: The squared norm of that part, above 0.
    package func collapse(qubit: Int, toOne: Bool, weight: Double) {
        precondition(weight > 0, "An outcome that cannot be does not happen.")
        let scale = 1 / weight.squareRoot()
        let position = self.layout.position(of: qubit)
        if let small = self.smallBlocks { return small.keep(bit: position, isOne: toOne, scale: scale) }
        let bit = 1 << position
        let kept = toOne ? bit : 0
        switch self.precision {
        case .double: self.doubles.keep(bit: bit, value: kept, scale: scale, team: self.team)
        case .single: self.singles.keep(bit: bit, value: kept, scale: Float(scale), team: self.team)
        }
    }

    /// Exchanges the parts in which a qubit is 0 and 1.
    package func flip(qubit: Int) {
        let position = self.layout.position(of: qubit)
        if let small = self.smallBlocks { return small.flip(bit: position) }
        let bit = 1 << position
        switch self.precision {
        case .double: self.doubles.flip(bit: bit, team: self.team)
        case .single: self.singles.flip(bit: bit, team: self.team)
        }
    }

    /// Amplitudes in the register's order.
    ///
    /// - Parameter range: Indices, all below `2^n`.
    /// - Returns: Real and imaginary part of each; fewer once the run is cancelled.
    package func amplitudes(_ range: Range<Int>) -> [Double] {
        precondition(
            range.lowerBound >= 0 && range.upperBound <= 1 << self.qubitCount, "There are such amplitudes.")
        var numbers: [Double] = []
        numbers.reserveCapacity(2 * range.count)
        for index in range {
            if index & 0xFFFF == 0, self.cancellation.isCancelled { break }
            let (real, imaginary) = self.amplitude(at: index)
            numbers.append(real)
            numbers.append(imaginary)
        }
        return numbers
    }
}
