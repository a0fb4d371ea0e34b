import CircuitModel
import NoiseModel

/// Makes a circuit ready to run.
struct ProgramCompiler {
    var program: Program
    let preparation: GatePreparation
    private let isActive: [Bool]
    /// What goes wrong on the way, and in what form the program is to have it.
    let noise: NoiseModel?
    let noiseForm: Disturbance.Form
    /// Qubits that something acted on so far, as bits: only these can be other than 0. In the body of a loop all.
    var touched = 0
    /// Loops around the instruction that is being compiled, the innermost last.
    var loops: [OpenLoop] = []
    /// The last step that some jump may lead to.
    private var lastLanding = -1

    /// Jumps that wait to learn where their loop ends or goes on.
    struct OpenLoop {
        var breaks: [Int] = []
        var continues: [Int] = []
    }

    /// Number of qubits that some gate acts on, or all of them where something is saved about all: only these need
    /// a place in the state.
    static func activeQubitCount(of circuit: Circuit, noise: NoiseModel? = nil) -> Int {
        Self.activity(of: circuit, noise: noise).count { $0 }
    }

    /// The program of a circuit.
    ///
    /// - Precondition: The qubits with a place are at most 58, as many as a state can have.
    static func program(
        of circuit: Circuit, noise: NoiseModel? = nil, as noiseForm: Disturbance.Form = .channels
    ) -> Program {
        let isActive = Self.activity(of: circuit, noise: noise)
        var program = Program(circuit)
        program.activeQubits = isActive.indices.filter { isActive[$0] }
        precondition(program.activeQubitCount <= 58, "The state can be made.")
        return GatePreparation.with(circuit, activeQubits: program.activeQubits) { preparation in
            var compiler = ProgramCompiler(
                program, isActive: isActive, preparation: preparation, noise: noise, noiseForm: noiseForm)
            compiler.append(circuit.instructions)
            compiler.splitOffReadout()
            return compiler.program
        }
    }

    private init(
        _ program: Program, isActive: [Bool], preparation: GatePreparation, noise: NoiseModel?,
        noiseForm: Disturbance.Form
    ) {
        self.noise = noise
        self.noiseForm = noiseForm
        self.program = program
        self.isActive = isActive
        self.preparation = preparation
    }

    private static func activity(of circuit: Circuit, noise: NoiseModel?) -> [Bool] {
        var isActive = [Bool](repeating: false, count: circuit.qubitCount)
        if let noise { Self.noteDisturbed(circuit.instructions, noise: noise, in: &isActive) }
        for operand in circuit.operands { isActive[Int(operand)] = true }
        for case .save(let save) in circuit.instructions {
            switch save {
            case .stateVector, .unitary, .amplitudes: return isActive.map { _ in true }
            case .probabilities(let qubits), .densityMatrix(let qubits):
                for qubit in qubits { isActive[qubit] = true }
            case .expectation: break
            }
        }
        return isActive
    }

    // MARK: - Instructions

    mutating func append(_ body: [Instruction]) {
        for instruction in body { self.append(instruction) }
    }

    private mutating func append(_ instruction: Instruction) {
        switch instruction {
        case .gate(let gate): self.append(gate)
        case .measure(let qubit, let clbit):
            self.disturb(by: NoiseModel.measureName, on: [qubit])
            self.program.steps.append(
                self.mayBeOne(qubit) ? .measure(bit: self.bit(qubit), clbit: clbit) : .clear(clbit: clbit))
            self.misread(clbit, of: qubit)
        case .reset(let qubit):
            if self.mayBeOne(qubit) { self.program.steps.append(.reset(bit: self.bit(qubit))) }
            self.disturb(by: NoiseModel.resetName, on: [qubit])
        case .barrier: break
        case .delay(let qubit, let seconds):
            if let error = self.noise?.delayError(of: qubit, seconds: seconds) {
                self.append(error, on: [qubit])
            }
        case .conditional(let condition, let then, let otherwise):
            self.append(condition, then: then, otherwise: otherwise)
        case .whileLoop(let condition, let body): self.appendWhile(condition, body: body)
        case .forLoop(let variable, let start, let step, let count, let body):
            self.appendFor(
                Program.Loop(
                    counter: self.hiddenVariable(), roundCount: count, variable: variable, start: start,
                    step: step), body: body)
        case .rounds(let bodies): self.appendRounds(bodies)
        case .switchCase(let value, let cases): self.appendSwitch(value, cases)
        case .breakLoop:
            self.loops[self.loops.count - 1].breaks.append(self.placeholder(.jump(to: 0)))
        case .continueLoop:
            self.loops[self.loops.count - 1].continues.append(self.placeholder(.jump(to: 0)))
        case .store(let target, let value):
            self.program.stores.append((target, value))
            self.program.steps.append(.store(self.program.stores.count - 1))
        case .save(let save):
            self.program.saves.append(save)
            self.program.steps.append(.save(self.program.saves.count - 1))
        }
    }

    func bit(_ qubit: Int) -> Int { Int(self.preparation.bits[qubit]) }

    private func mayBeOne(_ qubit: Int) -> Bool {
        self.isActive[qubit] && self.touched >> self.bit(qubit) & 1 == 1
    }

    /// A variable of the program's own, for a count or an integer.
    mutating func hiddenVariable() -> Int {
        self.program.scope.variables.append(.integer(width: 64, isSigned: false))
        return self.program.scope.variables.count - 1
    }

    /// Adds a step whose target is set later.
    mutating func placeholder(_ step: Step) -> Int {
        self.program.steps.append(step)
        return self.program.steps.count - 1
    }

    /// The place of what is compiled next, which a jump leads to.
    mutating func landing() -> Int {
        self.lastLanding = self.program.steps.count
        return self.lastLanding
    }

    /// Lets a step go on at what is compiled next.
    mutating func land(_ step: Int) {
        self.program.steps[step] = self.program.steps[step].jumping(to: self.landing())
    }

    private mutating func append(_ gate: GateOperation) {
        var (prepared, numbers) = self.preparation.prepare(gate)
        prepared.numberStart = self.program.numbers.count
        self.program.numbers.append(
            contentsOf: UnsafeBufferPointer(start: numbers, count: prepared.numberCount))
        self.touched |= prepared.qubitMask
        self.program.gates.append(prepared)
        let end = self.program.gates.count
        if case .gates(let segment) = self.program.steps.last, self.lastLanding < self.program.steps.count {
            self.program.segments[segment] = self.program.segments[segment].lowerBound..<end
        } else {
            self.program.segments.append((end - 1)..<end)
            self.program.steps.append(.gates(segment: self.program.segments.count - 1))
        }
        if self.noise != nil { self.disturb(after: gate) }
    }
}
