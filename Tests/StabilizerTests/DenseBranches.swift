import Stabilizer

/// The exact outcome probabilities of a small program: all amplitudes, and a branch for everything random.
///
/// Shares nothing with the kernels. Up to 64 classical bits.
struct DenseBranches {
    struct Branch {
        /// Amplitudes, unnormalised: their norm is the probability of the branch.
        var real: [Double]
        var imaginary: [Double]
        var clbits: UInt64 = 0

        var weight: Double {
            zip(self.real, self.imaginary).reduce(0) { $0 + $1.0 * $1.0 + $1.1 * $1.1 }
        }
    }

    private(set) var branches: [Branch]
    private(set) var means: [Double] = []
    private let program: StabilizerProgram

    init(_ program: StabilizerProgram) {
        self.program = program
        var start = Branch(
            real: [Double](repeating: 0, count: 1 << program.qubitCount),
            imaginary: [Double](repeating: 0, count: 1 << program.qubitCount))
        start.real[0] = 1
        self.branches = [start]
        for operation in program.operations { self.perform(operation) }
    }

    var probabilities: [UInt64: Double] {
        self.branches.reduce(into: [:]) { $0[$1.clbits, default: 0] += $1.weight }
    }

    private mutating func perform(_ operation: StabilizerOperation) {
        switch operation {
        case .hadamard(let qubit): self.each { $0.hadamard(qubit) }
        case .s(let qubit): self.each { $0.turn(by: 1) { $0 >> qubit & 1 == 1 } }
        case .sAdjoint(let qubit): self.each { $0.turn(by: 3) { $0 >> qubit & 1 == 1 } }
        case .x(let qubit): self.each { $0.apply([PauliFactor(qubit: qubit, hasX: true, hasZ: false)]) }
        case .y(let qubit): self.each { $0.apply([PauliFactor(qubit: qubit, hasX: true, hasZ: true)]) }
        case .z(let qubit): self.each { $0.apply([PauliFactor(qubit: qubit, hasX: false, hasZ: true)]) }
        case .cx(let control, let target): self.each { $0.permute { $0 ^ ($0 >> control & 1) << target } }
        case .cz(let a, let b): self.each { $0.turn(by: 2) { $0 >> a & $0 >> b & 1 == 1 } }
        case .swap(let a, let b):
            self.each { $0.permute { $0 ^ (($0 >> a ^ $0 >> b) & 1) * (1 << a | 1 << b) } }
        case .measure(let qubit, let clbit):
            self.split { [$0.projected(qubit, 0, into: clbit), $0.projected(qubit, 1, into: clbit)] }
        case .reset(let qubit):
            self.split {
                var one = $0.projected(qubit, 1, into: nil)
                one.apply([PauliFactor(qubit: qubit, hasX: true, hasZ: false)])
                return [$0.projected(qubit, 0, into: nil), one]
            }
        case .noise(let channel, let qubit): self.strike(self.program.channels[channel], [qubit])
        case .pairNoise(let channel, let a, let b): self.strike(self.program.channels[channel], [a, b])
        case .misread(let clbit, let error): self.misread(clbit, self.program.misreadings[error])
        case .conditional(let number): self.perform(self.program.conditionals[number])
        case .observe(let number):
            let factors = self.program.observables[number]
            self.means.append(self.branches.reduce(0) { $0 + $1.mean(of: factors) })
        }
    }

    private mutating func strike(_ channel: PauliChannel, _ qubits: [Int]) {
        let errors = channel.probabilities.dropFirst().reduce(0, +)
        self.split { branch in
            channel.probabilities.enumerated().map { term, probability in
                var struck = branch
                struck.apply(
                    qubits.enumerated().map { place, qubit in
                        PauliFactor(
                            qubit: qubit, hasX: term >> (2 * place) & 1 == 1,
                            hasZ: term >> (2 * place + 1) & 1 == 1)
                    })
                struck.scale(by: (term == 0 ? 1 - errors : probability).squareRoot())
                return struck
            }
        }
    }

    private mutating func misread(_ clbit: Int, _ error: FlipRates) {
        self.split { branch in
            let isOne = branch.clbits >> UInt64(clbit) & 1 == 1
            let probability = isOne ? error.zeroForOne : error.oneForZero
            var (right, wrong) = (branch, branch)
            right.scale(by: (1 - probability).squareRoot())
            wrong.scale(by: probability.squareRoot())
            wrong.clbits ^= 1 << UInt64(clbit)
            return [right, wrong]
        }
    }

    private mutating func perform(_ conditional: ConditionalPaulis) {
        self.each { branch in
            let clbits = branch.clbits
            let isEqual = conditional.clbits.allSatisfy {
                clbits >> UInt64($0.clbit) & 1 == ($0.value ? 1 : 0)
            }
            branch.apply(isEqual != conditional.isNegated ? conditional.whenTrue : conditional.whenFalse)
        }
    }

    private mutating func each(_ body: (inout Branch) -> Void) {
        for index in self.branches.indices { body(&self.branches[index]) }
    }

    private mutating func split(_ body: (Branch) -> [Branch]) {
        self.branches = self.branches.flatMap(body).filter { $0.weight > 1e-12 }
    }
}

extension DenseBranches.Branch {
    mutating func permute(_ target: (Int) -> Int) {
        let old = self
        for index in old.real.indices {
            self.real[target(index)] = old.real[index]
            self.imaginary[target(index)] = old.imaginary[index]
        }
    }

    /// Multiplies some amplitudes by `i^power`.
    mutating func turn(by power: Int, where isTurned: (Int) -> Bool) {
        for index in self.real.indices where isTurned(index) {
            for _ in 0..<power {
                (self.real[index], self.imaginary[index]) = (-self.imaginary[index], self.real[index])
            }
        }
    }

    mutating func hadamard(_ qubit: Int) {
        let half = 0.5.squareRoot()
        for low in self.real.indices where low >> qubit & 1 == 0 {
            let high = low | 1 << qubit
            let (a, b) = (self.real[low], self.real[high])
            let (c, d) = (self.imaginary[low], self.imaginary[high])
            (self.real[low], self.real[high]) = (half * (a + b), half * (a - b))
            (self.imaginary[low], self.imaginary[high]) = (half * (c + d), half * (c - d))
        }
    }

    mutating func apply(_ factors: [PauliFactor]) {
        for factor in factors {
            if factor.hasZ { self.turn(by: 2) { $0 >> factor.qubit & 1 == 1 } }
            if factor.hasX { self.permute { $0 ^ 1 << factor.qubit } }
            // Y = i·X·Z.
            if factor.hasX, factor.hasZ { self.turn(by: 1) { _ in true } }
        }
    }

    mutating func scale(by factor: Double) {
        for index in self.real.indices {
            self.real[index] *= factor
            self.imaginary[index] *= factor
        }
    }

    func projected(_ qubit: Int, _ outcome: Int, into clbit: Int?) -> Self {
        var branch = self
        for index in self.real.indices where index >> qubit & 1 != outcome {
            branch.real[index] = 0
            branch.imaginary[index] = 0
        }
        if let clbit {
            let bit: UInt64 = 1 << UInt64(clbit)
            branch.clbits = outcome == 1 ? branch.clbits | bit : branch.clbits & ~bit
        }
        return branch
    }

    func mean(of factors: [PauliFactor]) -> Double {
        var image = self
        image.apply(factors)
        return self.real.indices.reduce(0) {
            $0 + self.real[$1] * image.real[$1] + self.imaginary[$1] * image.imaginary[$1]
        }
    }
}
