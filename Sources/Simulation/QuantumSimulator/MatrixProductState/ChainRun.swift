import CircuitModel
import MatrixProductState

/// Runs the shots of one circuit on chains.
///
/// Shots that have had the same outcomes so far share one chain. A measurement or reset in the middle splits them by
/// a binomial draw; the smaller part waits, on a copy that shares the tensors that do not change, and so no more than
/// the logarithm of the shots wait. Measurements at the end are drawn from the chain, all at once.
struct ChainRun {
    let translation: ChainTranslation
    let circuit: Circuit
    let truncation: Truncation
    let context: SimulationContext
    var random: PhiloxRandom
    private let scope: ClassicalScope
    private let returnsMemory: Bool
    private var tally: OutcomeTally
    /// From this instruction on there are only gates, and measurements of qubits that nothing acts on afterwards.
    private let samplingStart: Int
    /// What was saved so far, in the order of the circuit.
    var saved: [ChainSaves]
    let shotCount: Int
    /// Above it the run ends; nil where the method was asked for, or where it is only the cheapest.
    let unaskedBondDimensionMax: Int?
    /// Of other methods, whatever a circuit does.
    let fittingQubitCount: Int
    private(set) var discardedWeight = 0.0
    private(set) var bondDimension = 1

    init(_ task: borrowing SimulationTask, in context: SimulationContext) {
        self.circuit = task.circuit
        self.translation = ChainTranslation(task.circuit)
        self.truncation = Truncation(
            weightMax: min(max(task.truncationThreshold, 0), 1),
            bondDimensionMax: task.bondDimensionMax.map { max($0, 1) })
        self.context = context
        self.random = task.random
        self.shotCount = task.shotCount
        self.fittingQubitCount = MethodChoice.qubitCountMax(
            of: .automatic, precision: task.precision, byteCountMax: context.stateByteCountMax)
        let isAskedFor = task.method != .automatic || task.bondDimensionMax != nil
        self.unaskedBondDimensionMax =
            isAskedFor || self.translation.qubitCount <= self.fittingQubitCount
            ? nil : context.limits.unaskedBondDimensionMax
        self.returnsMemory = task.returnsMemory
        self.scope = ClassicalScope(variables: task.circuit.variables, parameters: task.circuit.parameters)
        self.tally = OutcomeTally(clbitCount: task.circuit.clbitCount)
        self.samplingStart = Self.samplingStart(of: task.circuit)
        self.saved = task.circuit.instructions.compactMap {
            if case .save(let save) = $0 { ChainSaves(save) } else { nil }
        }
    }

    mutating func run() throws(SimulatorError) -> CircuitOutcome {
        let start = ChainBranch(
            state: MatrixProductState(qubitCount: self.translation.qubitCount, truncation: self.truncation),
            classical: ClassicalMemory(
                clbitCount: self.circuit.clbitCount, variableCount: self.circuit.variables.count),
            frames: [ChainBranch.Frame(body: self.circuit.instructions, continuation: .leave)],
            shotCount: self.shotCount, phase: self.circuit.globalPhase)
        var waiting = [start]
        while var branch = waiting.popLast() {
            try self.follow(&branch, waiting: &waiting)
            try self.sample(&branch)
            self.discardedWeight = max(self.discardedWeight, branch.state.discardedWeight)
            self.bondDimension = max(self.bondDimension, branch.state.bondDimensionReached)
        }
        var outcome = self.tally.outcome(shuffledBy: self.returnsMemory ? self.random : nil)
        outcome.saved = self.saved.map { $0.value(circuit: self.circuit) }
        return outcome
    }

    // MARK: - Instructions

    /// Runs instructions up to where sampling starts.
    private mutating func follow(_ branch: inout ChainBranch, waiting: inout [ChainBranch])
        throws(SimulatorError)
    {
        var operations: [ChainOperation] = []
        while let frame = branch.frames.last {
            if branch.frames.count == 1, frame.index == self.samplingStart { break }
            guard frame.index < frame.body.count else {
                try self.countRound(of: &branch, frame)
                branch.endBody(in: self.scope)
                continue
            }
            let instruction = frame.body[frame.index]
            branch.frames[branch.frames.count - 1].index += 1
            if case .gate(let gate) = instruction {
                self.translation.append(gate, to: &operations, phase: &branch.phase)
                continue
            }
            if Self.looksAtState(instruction) { try self.evolve(&branch, &operations) }
            try self.perform(instruction, on: &branch, waiting: &waiting)
        }
        try self.evolve(&branch, &operations)
    }

    private static func looksAtState(_ instruction: Instruction) -> Bool {
        switch instruction {
        case .measure, .reset, .save: true
        case .gate, .barrier, .delay, .conditional, .whileLoop, .forLoop, .rounds, .switchCase, .breakLoop,
            .continueLoop, .store:
            false
        }
    }

    private mutating func perform(
        _ instruction: Instruction, on branch: inout ChainBranch, waiting: inout [ChainBranch]
    ) throws(SimulatorError) {
        switch instruction {
        case .gate, .barrier, .delay: break
        case .measure(let qubit, let clbit):
            guard let name = self.translation.name(of: qubit) else { return branch.classical[clbit] = false }
            try self.part(&branch, at: name, waiting: &waiting) { $0.classical[clbit] = $1 }
        case .reset(let qubit):
            guard let name = self.translation.name(of: qubit) else { return }
            try self.part(&branch, at: name, waiting: &waiting) {
                if $1 { $0.state.apply(matrix: [0, 0, 1, 0, 1, 0, 0, 0], toQubit: name) }
            }
        case .conditional(let condition, let then, let otherwise):
            let holds = branch.classical.satisfies(condition, in: self.scope)
            branch.frames.append(ChainBranch.Frame(body: holds ? then : otherwise, continuation: .leave))
        case .whileLoop(let condition, let body):
            self.enter(body, .test(condition), in: &branch)
        case .forLoop(let variable, let start, let step, let count, let body):
            self.enter(
                body, .count(variable: variable, next: start, step: step, remaining: count), in: &branch)
        case .rounds(let bodies):
            self.enter([], .rounds(bodies[...]), in: &branch)
        case .switchCase(let expression, let cases):
            let value = branch.classical.value(of: expression, in: self.scope).bits
            guard let chosen = cases.first(where: { $0.isDefault || $0.values.contains(value) }) else {
                return
            }
            branch.frames.append(ChainBranch.Frame(body: chosen.body, continuation: .leave))
        case .breakLoop: branch.breakLoop()
        case .continueLoop: branch.continueLoop()
        case .store(let target, let expression):
            let value = branch.classical.value(of: expression, in: self.scope)
            branch.classical.store(value, in: target, scope: self.scope)
        case .save: try self.save(&branch)
        }
    }

    /// Counts what may be a round of a loop; without a limit a shot could stay in one for ever.
    private func countRound(of branch: inout ChainBranch, _ frame: ChainBranch.Frame) throws(SimulatorError) {
        guard frame.isLoop else { return }
        try self.context.cancellation.check()
        branch.roundCount += 1
        guard branch.roundCount <= self.context.limits.roundCountMax else {
            throw SimulatorError(
                .overLimit, "A shot goes through more rounds of its circuit's loops than it may.",
                context: ["limit": String(self.context.limits.roundCountMax)])
        }
    }

    /// A loop begins at the end of its body, where its next round is decided.
    private func enter(
        _ body: [Instruction], _ continuation: ChainBranch.Frame.Continuation, in branch: inout ChainBranch
    ) {
        branch.frames.append(ChainBranch.Frame(body: body, index: body.count, continuation: continuation))
    }

    // MARK: - Outcomes

    /// Measures a qubit; shots of the rarer outcome wait.
    private mutating func part(
        _ branch: inout ChainBranch, at qubit: Int, waiting: inout [ChainBranch],
        then: (inout ChainBranch, Bool) -> Void
    ) throws(SimulatorError) {
        let cancellation = self.context.cancellation
        let check = { () throws(SimulatorError) in try cancellation.check() }
        try check()
        let probability = try branch.state.probabilityOfOne(ofQubit: qubit, check: check)
        // Where nothing is sampled one shot goes the likelier way.
        let shotCount = max(branch.shotCount, 1)
        let ones =
            branch.shotCount == 0
            ? (probability > 0.5 ? 1 : 0)
            : self.random.nextSuccessCount(of: shotCount, probability: probability)
        let majorityIsOne = 2 * ones > shotCount
        let minority = majorityIsOne ? shotCount - ones : ones
        if minority > 0 {
            var other = branch
            other.shotCount = minority
            other.reservation = try self.reserve(branch.state.byteCount, bondDimension: nil)
            try other.state.collapse(qubit: qubit, to: majorityIsOne ? 0 : 1, check: check)
            then(&other, !majorityIsOne)
            waiting.append(other)
            branch.shotCount -= minority
        }
        try branch.state.collapse(qubit: qubit, to: majorityIsOne ? 1 : 0, check: check)
        then(&branch, majorityIsOne)
    }

    /// Runs what is left, in which measurements only read, and draws all shots.
    private mutating func sample(_ branch: inout ChainBranch) throws(SimulatorError) {
        var (operations, readout) = ([ChainOperation](), [Int: Int]())
        for instruction in self.circuit.instructions[self.samplingStart...] {
            switch instruction {
            case .gate(let gate): self.translation.append(gate, to: &operations, phase: &branch.phase)
            case .measure(let qubit, let clbit):
                branch.classical[clbit] = false
                readout[clbit] = self.translation.name(of: qubit)
            case .barrier, .delay: break
            case .reset, .conditional, .whileLoop, .forLoop, .rounds, .switchCase, .breakLoop, .continueLoop,
                .store, .save:
                preconditionFailure("Sampling starts after the last of them.")
            }
        }
        guard branch.shotCount > 0 else { return }
        let classical = branch.classical
        guard !readout.isEmpty else { return self.tally.add(classical, count: branch.shotCount) }
        try self.evolve(&branch, &operations)
        var (random, tally) = (self.random, self.tally)
        let (cancellation, pairs) = (self.context.cancellation, Array(readout))
        try branch.state.sample(
            shotCount: branch.shotCount, qubits: Array(readout.values), uniform: { random.nextUniform() },
            check: { () throws(SimulatorError) in try cancellation.check() },
            found: { outcome, count in
                var classical = classical
                for (clbit, name) in pairs {
                    classical[clbit] = outcome[outcome.startIndex + name >> 6] >> UInt64(name & 63) & 1 == 1
                }
                tally.add(classical, count: count)
            })
        (self.random, self.tally) = (random, tally)
    }

    /// The first instruction of those at the end that are only gates and last measurements.
    private static func samplingStart(of circuit: Circuit) -> Int {
        var touchedLater = [Bool](repeating: false, count: circuit.qubitCount)
        var start = circuit.instructions.count
        for instruction in circuit.instructions.reversed() {
            switch instruction {
            case .gate(let gate):
                for operand in circuit.operands(of: gate) { touchedLater[Int(operand)] = true }
            case .measure(let qubit, _): if touchedLater[qubit] { return start }
            case .barrier, .delay: break
            case .reset, .conditional, .whileLoop, .forLoop, .rounds, .switchCase, .breakLoop, .continueLoop,
                .store, .save:
                return start
            }
            start -= 1
        }
        return start
    }
}
