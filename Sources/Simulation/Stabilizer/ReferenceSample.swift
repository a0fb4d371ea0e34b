/// One noiseless shot of a program, with outcome 0 wherever chance decides.
struct ReferenceSample {
    /// Outcomes of the measurements, in program order.
    private(set) var outcomes: [Bool] = []
    /// The means of the observables in this shot: 1, −1, or 0 where the string has no value.
    private(set) var observations: [Int] = []

    /// - Returns: nil if cancelled.
    init?(of program: StabilizerProgram, isCancelled: () -> Bool) {
        var run = Run(program)
        for (index, operation) in program.operations.enumerated() {
            if index & 0xFF == 0xFF, isCancelled() { return nil }
            run.perform(operation, at: index)
        }
        guard run.finish(isCancelled: isCancelled) else { return nil }
        self.outcomes = run.outcomes
        self.observations = run.observations
    }

    private struct Run: ~Copyable {
        let program: StabilizerProgram
        var tableau: InverseTableau
        var clbits: [Bool]
        var outcomes: [Bool] = []
        var observations: [Int] = []
        /// Position in the program from which on no gate acts on a qubit and nothing asks for outcomes.
        let quietFrom: [Int]
        /// Measurements left for the end, where one elimination does them all.
        var postponed: [(qubit: Int, outcome: Int)] = []

        init(_ program: StabilizerProgram) {
            self.program = program
            self.tableau = InverseTableau(qubitCount: program.qubitCount)
            self.clbits = [Bool](repeating: false, count: program.clbitCount)
            self.quietFrom = Self.quietPositions(of: program)
        }

        private static func quietPositions(of program: StabilizerProgram) -> [Int] {
            var positions = [Int](repeating: 0, count: program.qubitCount)
            var all = 0
            for (index, operation) in program.operations.enumerated() {
                switch operation {
                case .hadamard(let qubit), .s(let qubit), .sAdjoint(let qubit), .x(let qubit), .y(let qubit),
                    .z(let qubit), .reset(let qubit):
                    positions[qubit] = index + 1
                case .cx(let first, let second), .cz(let first, let second), .swap(let first, let second):
                    positions[first] = index + 1
                    positions[second] = index + 1
                case .conditional, .observe: all = index + 1
                case .measure, .noise, .pairNoise, .misread: break
                }
            }
            return positions.map { max($0, all) }
        }

        mutating func perform(_ operation: StabilizerOperation, at index: Int) {
            switch operation {
            case .hadamard(let qubit): self.tableau.hadamard(qubit)
            case .s(let qubit): self.tableau.phase(qubit, isAdjoint: false)
            case .sAdjoint(let qubit): self.tableau.phase(qubit, isAdjoint: true)
            case .x(let qubit): self.tableau.pauli(qubit, hasX: true, hasZ: false)
            case .y(let qubit): self.tableau.pauli(qubit, hasX: true, hasZ: true)
            case .z(let qubit): self.tableau.pauli(qubit, hasX: false, hasZ: true)
            case .cx(let control, let target): self.tableau.cx(control: control, target: target)
            case .cz(let first, let second): self.tableau.cz(first, second)
            case .swap(let first, let second): self.tableau.swap(first, second)
            case .measure(let qubit, let clbit): self.measure(qubit, into: clbit, at: index)
            case .reset(let qubit):
                if self.outcome(ofQubit: qubit) { self.tableau.pauli(qubit, hasX: true, hasZ: false) }
            case .conditional(let number): self.perform(self.program.conditionals[number])
            case .observe(let number): self.observe(self.program.observables[number])
            case .noise, .pairNoise, .misread: break
            }
        }

        private mutating func measure(_ qubit: Int, into clbit: Int, at index: Int) {
            if index >= self.quietFrom[qubit] {
                self.postponed.append((qubit, self.outcomes.count))
                self.outcomes.append(false)
                return
            }
            let outcome = self.outcome(ofQubit: qubit)
            self.outcomes.append(outcome)
            self.clbits[clbit] = outcome
        }

        private mutating func outcome(ofQubit qubit: Int) -> Bool {
            if let outcome = self.tableau.outcome(ofQubit: qubit) { return outcome }
            self.tableau.collapse(qubit: qubit)
            return false
        }

        private mutating func perform(_ conditional: ConditionalPaulis) {
            let paulis = conditional.isTrue { self.clbits[$0] } ? conditional.whenTrue : conditional.whenFalse
            for factor in paulis {
                self.tableau.pauli(factor.qubit, hasX: factor.hasX, hasZ: factor.hasZ)
            }
        }

        private mutating func observe(_ factors: [PauliFactor]) {
            self.observations.append(self.tableau.mean(of: factors))
        }

        mutating func finish(isCancelled: () -> Bool) -> Bool {
            var positions = [Int?](repeating: nil, count: self.program.qubitCount)
            var qubits: [Int] = []
            for entry in self.postponed where positions[entry.qubit] == nil {
                positions[entry.qubit] = qubits.count
                qubits.append(entry.qubit)
            }
            guard let joint = self.tableau.jointOutcomes(ofQubits: qubits, isCancelled: isCancelled) else {
                return false
            }
            for entry in self.postponed {
                if let position = positions[entry.qubit] { self.outcomes[entry.outcome] = joint[position] }
            }
            return true
        }
    }
}

extension ConditionalPaulis {
    func isTrue(_ clbit: (Int) -> Bool) -> Bool {
        self.clbits.allSatisfy { clbit($0.clbit) == $0.value } != self.isNegated
    }
}
