/// A circuit whose numbers come with each run: checked once, bound as often as one likes.
package struct CircuitStructure: Equatable, Sendable {
    /// All but the numbers: it has no parameters, and the global phase that every run begins with.
    package let circuit: Circuit
    /// Numbers that a run gives besides its global phase.
    package let numberCount: Int
    /// How parameters follow from the numbers; nil where they are the numbers.
    package let formulas: ParameterFormulas?
    /// Gates that are matrices, whose numbers have to be unitary.
    let matrices: [GateOperation]
    /// Whether it measures or estimates, so that no shots would give nothing.
    package let needsShots: Bool

    /// The structure of a circuit, whose numbers are its parameters.
    package init(of circuit: Circuit) {
        var bare = circuit
        bare.parameters = []
        bare.globalPhase = 0
        self.init(bare, parameterCount: circuit.parameters.count)
    }

    /// - Parameters:
    ///   - circuit: Without parameters; its gates take `parameterCount` of them.
    ///   - formulas: As many as that, and one more for the global phase.
    package init(_ circuit: Circuit, parameterCount: Int, formulas: ParameterFormulas? = nil) {
        var survey = Survey()
        survey.note(circuit.instructions)
        self.init(circuit, parameterCount: parameterCount, formulas: formulas, survey: survey)
    }

    /// For who has looked at every instruction already.
    init(_ circuit: Circuit, parameterCount: Int, formulas: ParameterFormulas? = nil, survey: Survey) {
        precondition(circuit.parameters.isEmpty, "A structure has no numbers.")
        self.circuit = circuit
        self.numberCount = formulas?.inputCount ?? parameterCount
        self.formulas = formulas
        self.matrices = survey.matrices
        self.needsShots = survey.needsShots
    }

    /// The circuit of one run.
    ///
    /// - Parameters:
    ///   - globalPhase: Radians, added to the structure's.
    ///   - numbers: ``numberCount`` of them, finite.
    /// - Throws: ``CircuitFormatError`` where a formula's value is not finite.
    package func bound(globalPhase: Double, numbers: [Double]) throws(CircuitFormatError) -> Circuit {
        precondition(numbers.count == self.numberCount, "A run gives as many numbers as its structure takes.")
        var circuit = self.circuit
        circuit.globalPhase += globalPhase
        guard let formulas = self.formulas else {
            circuit.parameters = numbers
            return circuit
        }
        circuit.parameters = formulas.values(of: numbers)
        circuit.globalPhase += circuit.parameters.removeLast()
        guard circuit.globalPhase.isFinite, circuit.parameters.allSatisfy(\.isFinite) else {
            throw CircuitFormatError(.notFinite, field: "parameter", byteOffset: 0)
        }
        return circuit
    }
}

extension CircuitStructure {
    /// What a structure has to know about its instructions.
    struct Survey {
        var matrices: [GateOperation] = []
        var needsShots = false

        mutating func note(_ body: [Instruction]) {
            for instruction in body { self.note(instruction) }
        }

        private mutating func note(_ instruction: Instruction) {
            switch instruction {
            case .gate(let gate):
                switch gate.kind {
                case .standard: break
                case .unitary, .diagonal: self.matrices.append(gate)
                }
            case .measure: self.needsShots = true
            case .save(.expectation(_, isSampled: true)): self.needsShots = true
            case .conditional(_, let then, let otherwise):
                self.note(then)
                self.note(otherwise)
            case .whileLoop(_, let body), .forLoop(_, _, _, _, let body): self.note(body)
            case .rounds(let bodies): for body in bodies { self.note(body) }
            case .switchCase(_, let cases): for option in cases { self.note(option.body) }
            case .reset, .barrier, .delay, .breakLoop, .continueLoop, .store, .save: break
            }
        }
    }
}
