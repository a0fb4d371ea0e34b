import CircuitModel
import NoiseModel
import Stabilizer

extension StabilizerTranslation {
    mutating func appendMeasurement(of qubit: Int, into clbit: Int) throws(StabilizerObstacle) {
        // What goes wrong with a measurement goes wrong before it.
        try self.appendNoise(of: NoiseModel.measureName, on: [qubit])
        self.program.append(.measure(qubit: self.places[qubit], clbit: clbit))
        if let error = self.noise?.readoutError(of: qubit), !error.isIdeal {
            self.program.appendMisreading(
                FlipRates(oneForZero: error.oneGivenZero, zeroForOne: error.zeroGivenOne), ofClbit: clbit)
        }
    }

    mutating func appendNoise(of operation: GateOperation, in circuit: borrowing Circuit)
        throws(StabilizerObstacle)
    {
        guard let error = self.error(of: operation, in: circuit) else { return }
        try self.append(error, on: circuit.operands(of: operation).map { Int($0) })
    }

    mutating func appendNoise(of name: String, on qubits: [Int]) throws(StabilizerObstacle) {
        guard let error = self.noise?.error(of: name, on: qubits) else { return }
        try self.append(error, on: qubits)
    }

    mutating func appendNoise(ofDelay seconds: Double, on qubit: Int) throws(StabilizerObstacle) {
        guard let error = self.noise?.delayError(of: qubit, seconds: seconds) else { return }
        try self.append(error, on: [qubit])
    }

    /// What goes wrong with a gate, by its name.
    func error(of operation: GateOperation, in circuit: borrowing Circuit) -> QuantumError? {
        guard let noise = self.noise, operation.addedControlCount == 0 else { return nil }
        let name =
            switch operation.kind {
            case .standard(let gate): gate.shape.name
            case .unitary: "unitary"
            case .diagonal: "diagonal"
            }
        return noise.error(of: name, on: circuit.operands(of: operation).map { Int($0) })
    }

    /// Appends an error on the first of an instruction's qubits.
    private mutating func append(_ error: QuantumError, on qubits: [Int]) throws(StabilizerObstacle) {
        guard (1...2).contains(error.qubitCount), error.qubitCount <= qubits.count else { throw .noise }
        let places = qubits.prefix(error.qubitCount).map { self.places[$0] }
        for channel in error.channels {
            self.program.appendNoise(try Self.pauliChannel(channel), qubits: places)
        }
    }

    private static func pauliChannel(_ channel: NoiseChannel) throws(StabilizerObstacle) -> PauliChannel {
        var probabilities = [Double](repeating: 0, count: 1 << (2 * channel.qubitCount))
        for term in channel.terms {
            var (xMask, zMask): (UInt32, UInt32) = (0, 0)
            for operation in term.operations {
                guard case .pauli(let x, let z) = operation else { throw .noise }
                (xMask, zMask) = (xMask ^ x, zMask ^ z)
            }
            var index = 0
            for qubit in 0..<channel.qubitCount {
                index |= Int(xMask >> UInt32(qubit) & 1) << (2 * qubit)
                index |= Int(zMask >> UInt32(qubit) & 1) << (2 * qubit + 1)
            }
            probabilities[index] += term.probability
        }
        // Rounding must not make more than certain of them.
        return PauliChannel(
            qubitCount: channel.qubitCount, probabilities: probabilities.map { min(1, max(0, $0)) })
    }
}
