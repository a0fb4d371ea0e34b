import CircuitModel
import MatrixProductState

extension ChainRun {
    /// Reports what the save instruction that a branch has come to asks for.
    mutating func save(_ branch: inout ChainBranch) throws(SimulatorError) {
        // It stands among the circuit's own instructions, not in a body: the index has just passed it.
        let passed = self.circuit.instructions[..<(branch.frames[0].index - 1)]
        let place = passed.count {
            if case .save = $0 { true } else { false }
        }
        guard self.saved[place].isOpen else { return }
        let numbers = try self.numbers(self.saved[place].save, of: &branch)
        self.saved[place].add(numbers, shotCount: max(branch.shotCount, 1))
    }

    private func numbers(_ save: SavePoint, of branch: inout ChainBranch) throws(SimulatorError) -> [Double] {
        let cancellation = self.context.cancellation
        let check = { () throws(SimulatorError) in try cancellation.check() }
        switch save {
        case .stateVector:
            let memory = try self.reserve(entryCount: 3, timesTwoTo: self.circuit.qubitCount)
            defer { withExtendedLifetime(memory) {} }
            return Self.turned(try branch.state.amplitudes(check: check), by: branch.phase)
        case .amplitudes(let indices):
            // An index has 64 bits; qubits beyond are 0.
            let more = [UInt64](repeating: 0, count: self.circuit.qubitCount / 64)
            var amplitudes: [Double] = []
            for index in indices {
                let amplitude = try branch.state.amplitude(of: [index] + more, check: check)
                amplitudes += [amplitude.real, amplitude.imaginary]
            }
            return Self.turned(amplitudes, by: branch.phase)
        case .probabilities(let qubits):
            let memory = try self.reserve(entryCount: 1, timesTwoTo: qubits.count)
            defer { withExtendedLifetime(memory) {} }
            return try branch.state.probabilities(of: self.translation.names(of: qubits), check: check)
        case .densityMatrix(let qubits):
            let memory = try self.reserve(entryCount: 2, timesTwoTo: 2 * qubits.count)
            defer { withExtendedLifetime(memory) {} }
            return try branch.state.densityMatrix(of: self.translation.names(of: qubits), check: check)
        case .expectation(let sum, _):
            let strings = sum.strings.map { string in
                string.positions.map { position in
                    (
                        qubit: self.translation.name(of: position.qubit) ?? 0,
                        matrix: Self.matrix(of: position.factor)
                    )
                }
            }
            let means = try branch.state.expectations(of: strings, check: check)
            return [zip(sum.coefficients, means).reduce(0) { $0 + $1.0 * $1.1 }, 0]
        case .unitary: preconditionFailure("The method was asked before whether it saves a unitary.")
        }
    }

    private func reserve(entryCount: Int, timesTwoTo exponent: Int) throws(SimulatorError)
        -> MemoryReservation
    {
        // More than any memory, and far from overflow.
        try self.context.memory.reserve(byteCount: exponent > 50 ? 1 << 58 : 16 * entryCount << exponent)
    }

    private static func turned(_ amplitudes: [Double], by angle: Double) -> [Double] {
        let turn = Complex(phase: angle)
        return stride(from: 0, to: amplitudes.count, by: 2).flatMap { index in
            let value = turn * Complex(amplitudes[index], amplitudes[index + 1])
            return [value.real, value.imaginary]
        }
    }

    private static func matrix(of factor: PauliString.Factor) -> [Double] {
        switch factor {
        case .x: [0, 0, 1, 0, 1, 0, 0, 0]
        case .y: [0, 0, 0, -1, 0, 1, 0, 0]
        case .z: [1, 0, 0, 0, 0, 0, -1, 0]
        }
    }
}
