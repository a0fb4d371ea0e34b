import CircuitModel

/// Makes a circuit ready to run.
struct ProgramCompiler {
    private let circuit: Circuit
    private var program: Program
    /// The state's bit of each qubit, or -1 for one that no gate acts on.
    private var bits: [Int]
    /// Qubits that something acted on so far: only these can be other than 0.
    private var touched: Int = 0

    /// Number of qubits that some gate acts on: only these need a place in the state.
    static func activeQubitCount(of circuit: Circuit) -> Int {
        var isActive = [Bool](repeating: false, count: circuit.qubitCount)
        for operand in circuit.operands { isActive[Int(operand)] = true }
        return isActive.count { $0 }
    }

    /// The program of a circuit.
    ///
    /// - Parameter keepsIdleQubits: Gives every declared qubit its place, for whoever reads amplitudes.
    /// - Precondition: The qubits with a place are at most 58, as many as a state can have.
    static func program(of circuit: Circuit, keepsIdleQubits: Bool = false) -> Program {
        var compiler = ProgramCompiler(circuit, keepsIdleQubits: keepsIdleQubits)
        precondition(compiler.program.activeQubitCount <= 58, "The state can be made.")
        compiler.append(circuit.instructions)
        compiler.findSamplingStart()
        return compiler.program
    }

    private init(_ circuit: Circuit, keepsIdleQubits: Bool) {
        self.circuit = circuit
        self.program = Program(clbitCount: circuit.clbitCount)
        self.bits = [Int](repeating: keepsIdleQubits ? 0 : -1, count: circuit.qubitCount)
        for operand in circuit.operands { self.bits[Int(operand)] = 0 }
        for qubit in self.bits.indices where self.bits[qubit] == 0 {
            self.bits[qubit] = self.program.activeQubitCount
            self.program.activeQubitCount += 1
        }
        self.program.steps.reserveCapacity(circuit.instructions.count)
    }

    private mutating func append(_ body: [Instruction]) {
        for instruction in body {
            switch instruction {
            case .gate(let gate): self.append(gate)
            case .measure(let qubit, let clbit):
                let bit = self.bits[qubit]
                self.program.steps.append(
                    bit >= 0 && self.touched & (1 << bit) != 0
                        ? .measure(qubit: bit, clbit: clbit) : .clear(clbit: clbit))
            case .reset(let qubit):
                let bit = self.bits[qubit]
                guard bit >= 0, self.touched & (1 << bit) != 0 else { continue }
                self.program.steps.append(.reset(qubit: bit))
            case .barrier: continue
            case .delay, .whileLoop, .forLoop, .rounds, .switchCase, .breakLoop, .continueLoop, .store, .save:
                preconditionFailure("The packed form has no such instruction.")
            case .conditional(let condition, let then, let otherwise):
                self.append(condition, then: then, otherwise: otherwise)
            }
        }
    }

    private mutating func append(_ condition: Condition, then: [Instruction], otherwise: [Instruction]) {
        let test = self.program.steps.count
        self.program.steps.append(.jumpUnless(condition, to: 0))
        self.append(then)
        var elseStart = self.program.steps.count
        if !otherwise.isEmpty {
            elseStart += 1
            let leap = self.program.steps.count
            self.program.steps.append(.jump(to: 0))
            self.append(otherwise)
            self.program.steps[leap] = .jump(to: self.program.steps.count)
        }
        self.program.steps[test] = .jumpUnless(condition, to: elseStart)
    }

    // MARK: - Gates

    private mutating func append(_ gate: GateOperation) {
        let operands = self.circuit.operands(of: gate).map { self.bits[Int($0)] }
        for bit in operands { self.touched |= 1 << bit }
        var controls = Step.Controls.none
        for (index, bit) in operands.prefix(gate.addedControlCount).enumerated() {
            controls.mask |= 1 << bit
            if gate.addedControlState >> UInt64(index) & 1 == 1 { controls.value |= 1 << bit }
        }
        let own = operands.dropFirst(gate.addedControlCount)
        let parameters = self.circuit.parameters(of: gate)
        switch gate.kind {
        case .standard(let standard):
            let shape = standard.shape
            for bit in own.prefix(shape.controlCount) {
                controls.mask |= 1 << bit
                controls.value |= 1 << bit
            }
            let start = self.program.matrices.count
            standard.appendMatrix(parameters: parameters, to: &self.program.matrices)
            self.append(matrixAt: start, targets: own.dropFirst(shape.controlCount), controls: controls)
        case .unitary:
            let start = self.program.matrices.count
            self.program.matrices.append(contentsOf: parameters)
            self.append(matrixAt: start, targets: own, controls: controls)
        case .diagonal:
            let start = self.program.matrices.count
            self.program.matrices.append(contentsOf: parameters)
            let targets = self.append(targets: own)
            self.program.steps.append(.diagonal(entries: start, targets: targets, controls: controls))
        }
    }

    private mutating func append(targets: ArraySlice<Int>) -> Range<Int> {
        let start = self.program.targets.count
        self.program.targets.append(contentsOf: targets)
        return start..<self.program.targets.count
    }

    /// Picks the kernel for a matrix that lies at the end of the program's matrices.
    private mutating func append(matrixAt start: Int, targets: ArraySlice<Int>, controls: Step.Controls) {
        switch targets.count {
        case 0:
            let (real, imaginary) = (self.program.matrices[start], self.program.matrices[start + 1])
            self.program.steps.append(.multiply(controls: controls, real: real, imaginary: imaginary))
        case 1: self.append(oneQubitMatrixAt: start, target: targets[targets.startIndex], controls: controls)
        case 2 where self.isSwap(at: start):
            self.program.steps.append(
                .swap(targets[targets.startIndex], targets[targets.startIndex + 1], controls: controls))
        default:
            let range = self.append(targets: targets)
            if self.isDiagonal(at: start, rowCount: 1 << targets.count) {
                self.compactDiagonal(at: start, rowCount: 1 << targets.count)
                self.program.steps.append(.diagonal(entries: start, targets: range, controls: controls))
            } else {
                self.program.steps.append(.dense(matrix: start, targets: range, controls: controls))
            }
        }
    }

    private mutating func append(oneQubitMatrixAt start: Int, target: Int, controls: Step.Controls) {
        let m = self.program.matrices[start..<(start + 8)]
        let bit = 1 << target
        if self.isDiagonal(at: start, rowCount: 2) {
            for (row, value) in [(0, controls.value), (1, controls.value | bit)] {
                let (real, imaginary) = (m[start + 6 * row], m[start + 6 * row + 1])
                if real == 1, imaginary == 0 { continue }
                let part = Step.Controls(mask: controls.mask | bit, value: value)
                self.program.steps.append(.multiply(controls: part, real: real, imaginary: imaginary))
            }
        } else if m.elementsEqual([0, 0, 1, 0, 1, 0, 0, 0]) {
            self.program.steps.append(.flip(target: target, controls: controls))
        } else if controls.mask == 0 {
            self.program.steps.append(.oneQubit(matrix: start, target: target))
        } else {
            self.program.steps.append(.controlled(matrix: start, target: target, controls: controls))
        }
    }

    private func isSwap(at start: Int) -> Bool {
        let ones: Set<Int> = [0, 12, 18, 30]
        return (0..<32).allSatisfy { self.program.matrices[start + $0] == (ones.contains($0) ? 1 : 0) }
    }

    private func isDiagonal(at start: Int, rowCount: Int) -> Bool {
        for row in 0..<rowCount {
            for column in 0..<rowCount where row != column {
                let entry = start + 2 * (row * rowCount + column)
                if self.program.matrices[entry] != 0 || self.program.matrices[entry + 1] != 0 { return false }
            }
        }
        return true
    }

    /// Moves the diagonal of the last matrix to its front and drops the rest.
    private mutating func compactDiagonal(at start: Int, rowCount: Int) {
        for row in 0..<rowCount {
            let entry = start + 2 * row * (rowCount + 1)
            self.program.matrices[start + 2 * row] = self.program.matrices[entry]
            self.program.matrices[start + 2 * row + 1] = self.program.matrices[entry + 1]
        }
        self.program.matrices.removeSubrange((start + 2 * rowCount)...)
    }

    // MARK: - Sampling

    /// Walks back from the end over gates and last measurements.
    private mutating func findSamplingStart() {
        let steps = self.program.steps
        var start = steps.count
        var actedOnLater = 0
        walk: while start > 0 {
            let step = steps[start - 1]
            switch step {
            case .measure(let qubit, _):
                if actedOnLater & (1 << qubit) != 0 { break walk }
            case .reset, .jumpUnless, .jump: break walk
            case .clear: break
            case .oneQubit, .controlled, .flip, .swap, .multiply, .dense, .diagonal:
                actedOnLater |= self.program.qubits(of: step)
            }
            start -= 1
        }
        for step in steps {
            switch step {
            case .jumpUnless(_, let target), .jump(let target): start = max(start, target)
            case .measure, .reset, .clear, .oneQubit, .controlled, .flip, .swap, .multiply, .dense, .diagonal:
                break
            }
        }
        self.program.samplingStart = start
        self.program.randomStepCount = steps[..<start].count {
            switch $0 {
            case .measure, .reset: true
            case .jumpUnless, .jump, .clear, .oneQubit, .controlled, .flip, .swap, .multiply, .dense,
                .diagonal:
                false
            }
        }
    }
}

extension Program {
    /// The qubits that a gate may change or entangle, as bits.
    fileprivate func qubits(of gate: Step) -> Int {
        switch gate {
        case .oneQubit(_, let target): 1 << target
        case .controlled(_, let target, let controls), .flip(let target, let controls):
            1 << target | controls.mask
        case .swap(let first, let second, let controls): 1 << first | 1 << second | controls.mask
        case .multiply(let controls, _, _): controls.mask
        case .dense(_, let targets, let controls), .diagonal(_, let targets, let controls):
            self.targets[targets].reduce(controls.mask) { $0 | 1 << $1 }
        case .measure, .clear, .reset, .jumpUnless, .jump: 0
        }
    }
}
