import Stabilizer

/// Random programs that use every operation.
struct RandomPrograms {
    var random: WordSource
    let qubitCount: Int
    let clbitCount: Int

    init(seed: UInt64, qubitCount: Int, clbitCount: Int) {
        self.random = WordSource(seed: seed)
        self.qubitCount = qubitCount
        self.clbitCount = clbitCount
    }

    /// A program that ends by measuring all qubits that there are bits for.
    ///
    /// - Parameter noiseCount: Random errors, each of which multiplies the branches of an exact simulation.
    mutating func program(length: Int, measurementCount: Int, noiseCount: Int) -> StabilizerProgram {
        var program = StabilizerProgram(qubitCount: self.qubitCount, clbitCount: self.clbitCount)
        var places = (0..<length).map { _ in 0 }
        for index in 0..<measurementCount { places[index] = 1 }
        for index in 0..<noiseCount { places[measurementCount + index] = 2 }
        for place in places.shuffled(using: &self.random) {
            switch place {
            case 0: self.appendGate(to: &program)
            case 1: self.appendMeasurement(to: &program)
            default: self.appendNoise(to: &program)
            }
        }
        for bit in 0..<min(self.qubitCount, self.clbitCount) {
            program.append(.measure(qubit: bit, clbit: bit))
        }
        return program
    }

    private mutating func draw(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self.random) }

    private mutating func pair() -> (Int, Int) {
        let first = self.draw(self.qubitCount)
        return (first, (first + 1 + self.draw(self.qubitCount - 1)) % self.qubitCount)
    }

    /// Appends one gate.
    mutating func appendGate(to program: inout StabilizerProgram) {
        let (first, second) = self.pair()
        let gates: [StabilizerOperation] = [
            .hadamard(first), .hadamard(first), .s(first), .sAdjoint(first), .x(first), .y(first), .z(first),
            .cx(control: first, target: second), .cx(control: first, target: second), .cz(first, second),
            .swap(first, second),
        ]
        program.append(gates[self.draw(gates.count)])
    }

    private mutating func appendMeasurement(to program: inout StabilizerProgram) {
        switch self.draw(4) {
        case 0, 1:
            program.append(.measure(qubit: self.draw(self.qubitCount), clbit: self.draw(self.clbitCount)))
        case 2: program.append(.reset(self.draw(self.qubitCount)))
        default:
            let tested = (0..<self.clbitCount).filter { _ in self.draw(3) == 0 }
            program.append(
                ConditionalPaulis(
                    clbits: tested.map { ($0, self.draw(2) == 0) }, isNegated: self.draw(2) == 0,
                    whenTrue: [self.factor()], whenFalse: self.draw(2) == 0 ? [] : [self.factor()]))
        }
    }

    private mutating func factor() -> PauliFactor {
        let bits = 1 + self.draw(3)
        return PauliFactor(qubit: self.draw(self.qubitCount), hasX: bits & 1 == 1, hasZ: bits & 2 == 2)
    }

    private mutating func appendNoise(to program: inout StabilizerProgram) {
        switch self.draw(3) {
        case 0: program.appendNoise(self.channel(qubitCount: 1), qubits: [self.draw(self.qubitCount)])
        case 1:
            let (first, second) = self.pair()
            program.appendNoise(self.channel(qubitCount: 2), qubits: [first, second])
        default:
            let error = FlipRates(oneForZero: 0.1 * Double(self.draw(4)), zeroForOne: 0.2)
            program.appendMisreading(error, ofClbit: self.draw(self.clbitCount))
        }
    }

    private mutating func channel(qubitCount: Int) -> PauliChannel {
        let weights = (0..<(1 << (2 * qubitCount))).map { _ in Double(self.draw(4)) }
        let sum = weights.reduce(1, +)
        return PauliChannel(qubitCount: qubitCount, probabilities: weights.map { $0 / sum })
    }
}
