import CircuitModel
import NoiseModel

/// Makes a circuit ready to run.
struct ProgramCompiler {
    var program: Program
    let preparation: GatePreparation
    private let activity: QubitActivity
    /// What goes wrong on the way, and in what form the program is to have it.
    let noise: NoiseModel?
    let noiseForm: Disturbance.Form
    /// Qubits that something acted on so far, as bits: only these can be other than 0. In the body of a loop all.
    var touched = 0
    /// Loops around the instruction that is being compiled, the innermost last.
    var loops: [OpenLoop] = []
    /// Bits that were reset and that only single gates acted on since.
    private var emptied = 0
    private var delayed: [(bit: Int, gate: GateOperation)] = []
    /// The last step that some jump may lead to.
    private var lastLanding = -1

    /// Jumps that wait to learn where their loop ends or goes on.
    struct OpenLoop {
        var breaks: [Int] = []
        var continues: [Int] = []
    }

    /// The program of a circuit.
    ///
    /// - Parameter activity: If known: of the circuit, under the noise.
    /// - Precondition: The qubits with a place are at most 58, as many as a state can have.
    static func program(
        of circuit: Circuit, activity: QubitActivity? = nil, noise: NoiseModel? = nil,
        as noiseForm: Disturbance.Form = .channels
    ) -> Program {
        let activity = activity ?? QubitActivity(circuit, noise: noise)
        precondition(activity.count <= 58, "The state can be made.")
        var program = Program(circuit)
        activity.forEach { qubit, _ in program.activeQubits.append(qubit) }
        return GatePreparation.with(circuit, activity: activity) { preparation in
            var compiler = ProgramCompiler(
                program, activity: activity, preparation: preparation, noise: noise, noiseForm: noiseForm)
            compiler.append(circuit.instructions)
            compiler.splitOffReadout()
            compiler.noteBitMisreadings()
            return compiler.program
        }
    }

    private init(
        _ program: Program, activity: QubitActivity, preparation: GatePreparation, noise: NoiseModel?,
        noiseForm: Disturbance.Form
    ) {
        self.noise = noise
        self.noiseForm = noiseForm
        self.program = program
        self.activity = activity
        self.preparation = preparation
    }

    // MARK: - Instructions

    mutating func append(_ body: [Instruction]) {
        for instruction in body { self.append(instruction) }
        self.appendDelayed(on: -1)
    }

    private mutating func append(_ instruction: Instruction) {
        self.passDelayed(instruction)
        switch instruction {
        case .gate(let gate): self.append(gate)
        case .measure(let qubit, let clbit):
            self.disturb(by: NoiseModel.measureName, on: [qubit])
            self.program.steps.append(
                self.mayBeOne(qubit) ? .measure(bit: self.bit(qubit), clbit: clbit) : .clear(clbit: clbit))
            self.misread(clbit, of: qubit)
        case .reset(let qubit):
            if self.mayBeOne(qubit) { self.program.steps.append(.reset(bit: self.bit(qubit))) }
            if self.noise == nil, self.activity.contains(qubit) { self.emptied |= 1 << self.bit(qubit) }
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
        self.activity.contains(qubit) && self.touched >> self.bit(qubit) & 1 == 1
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
        let prepared = self.appendUnlessDelayed(gate)
        self.touched |= prepared.qubitMask
        if self.noise != nil { self.disturb(after: gate) }
    }

    private mutating func appendUnlessDelayed(_ gate: GateOperation) -> PreparedGate {
        var (prepared, numbers) = self.preparation.prepare(gate)
        if self.emptied != 0 {
            if prepared.qubitMask & (prepared.qubitMask &- 1) == 0, prepared.qubitMask & self.emptied != 0 {
                self.delayed.append((prepared.qubitMask, gate))
                return prepared
            }
            if !self.delayed.isEmpty {
                self.appendDelayed(on: prepared.qubitMask)
                // Its numbers were in the same scratch room.
                (prepared, numbers) = self.preparation.prepare(gate)
            }
            self.emptied &= ~prepared.qubitMask
        }
        self.append(prepared, numbers)
        return prepared
    }

    private mutating func append(_ gate: PreparedGate, _ numbers: UnsafePointer<Double>) {
        var gate = gate
        gate.numberStart = self.program.numbers.count
        self.program.numbers.append(contentsOf: UnsafeBufferPointer(start: numbers, count: gate.numberCount))
        self.program.gates.append(gate)
        let end = self.program.gates.count
        if case .gates(let segment) = self.program.steps.last, self.lastLanding < self.program.steps.count {
            self.program.segments[segment] = self.program.segments[segment].lowerBound..<end
        } else {
            self.program.segments.append((end - 1)..<end)
            self.program.steps.append(.gates(segment: self.program.segments.count - 1))
        }
    }

    // MARK: - Delayed gates

    /// Gates on one emptied bit wait until another gate needs it: until then it is 0, and half of the state is not
    /// looked at.
    private mutating func appendDelayed(on bits: Int) {
        let due = self.delayed
        self.delayed.removeAll { $0.bit & bits != 0 }
        for (bit, gate) in due where bit & bits != 0 {
            let (prepared, numbers) = self.preparation.prepare(gate)
            self.append(prepared, numbers)
        }
    }

    /// Whatever is no gate finds all gates before it done.
    private mutating func passDelayed(_ instruction: Instruction) {
        switch instruction {
        case .gate, .barrier, .delay: break
        case .reset: self.appendDelayed(on: -1)
        case .measure, .conditional, .whileLoop, .forLoop, .rounds, .switchCase, .breakLoop, .continueLoop,
            .store, .save:
            self.appendDelayed(on: -1)
            self.emptied = 0
        }
    }
}
