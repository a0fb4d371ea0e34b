import CircuitModel
import StateVector

/// Runs the shots of one program.
///
/// Shots that have had the same outcomes so far share one state. A measurement or reset splits them by a
/// binomial draw; the smaller part runs first, on a copy, while the larger waits, so that no more states are
/// kept than the shots can be halved. Where that is more than memory allows, shots run in smaller groups.
struct ProgramRun {
    private let program: Program
    private let cancellation: CancellationFlag
    private var random: PhiloxRandom
    private var tally: OutcomeTally

    init(program: Program, random: PhiloxRandom, recordsMemory: Bool, cancellation: CancellationFlag) {
        self.program = program
        self.random = random
        self.cancellation = cancellation
        self.tally = OutcomeTally(clbitCount: program.clbitCount, recordsMemory: recordsMemory)
    }

    /// - Parameter stateCountMax: States that may be in memory at once, at least 1.
    mutating func run(shotCount: Int, stateCountMax: Int) throws(SimulatorError) -> CircuitOutcome {
        // A group of 2^k shots is halved at most k times: k states wait while one is run.
        let halvings = min(max(stateCountMax, 1) - 1, 62)
        let groupSize = self.program.branches ? min(shotCount, 1 << halvings) : shotCount
        var remaining = shotCount
        while remaining > 0 {
            let group = min(groupSize, remaining)
            try self.run(
                from: 0, state: StateVector(qubitCount: self.program.activeQubitCount),
                classical: ClassicalMemory(clbitCount: self.program.clbitCount), shotCount: group)
            remaining -= group
        }
        if self.program.branches { self.tally.shuffleMemory(using: &self.random) }
        return self.tally.outcome()
    }

    private mutating func run(
        from start: Int, state: consuming StateVector, classical: ClassicalMemory, shotCount: Int
    ) throws(SimulatorError) {
        var (classical, shotCount) = (classical, shotCount)
        var index = start
        while index < self.program.samplingStart {
            try self.cancellation.check()
            let step = self.program.steps[index]
            index += 1
            switch step {
            case .jump(let target): index = target
            case .jumpUnless(let condition, let target):
                if !classical.satisfies(condition) { index = target }
            case .clear(let clbit): classical[clbit] = false
            case .measure, .reset:
                let split = self.split(step, of: state, shotCount: shotCount)
                if split.minority > 0 {
                    var copy = StateVector(copying: state)
                    var copyClassical = classical
                    Self.take(!split.majorityIsOne, at: step, of: &copy, &copyClassical, split.weights)
                    try self.run(
                        from: index, state: copy, classical: copyClassical, shotCount: split.minority)
                    shotCount -= split.minority
                }
                Self.take(split.majorityIsOne, at: step, of: &state, &classical, split.weights)
            case .oneQubit, .controlled, .flip, .swap, .multiply, .dense, .diagonal:
                self.program.apply(step, to: &state)
            }
        }
        try self.sample(from: index, state: state, classical: classical, shotCount: shotCount)
    }

    // MARK: - Branches

    private struct Split {
        var weights: (zero: Double, one: Double)
        var majorityIsOne: Bool
        /// Shots of the other outcome, at most half.
        var minority: Int
    }

    private mutating func split(_ step: Step, of state: borrowing StateVector, shotCount: Int) -> Split {
        let qubit: Int
        switch step {
        case .measure(let measured, _): qubit = measured
        case .reset(let emptied): qubit = emptied
        case .oneQubit, .controlled, .flip, .swap, .multiply, .dense, .diagonal, .clear, .jump, .jumpUnless:
            preconditionFailure("Only measurements and resets split shots.")
        }
        let weights = state.weights(ofQubit: qubit)
        let ones = self.random.nextSuccessCount(
            of: shotCount, probability: weights.one / (weights.zero + weights.one))
        let majorityIsOne = 2 * ones > shotCount
        return Split(
            weights: weights, majorityIsOne: majorityIsOne, minority: majorityIsOne ? shotCount - ones : ones)
    }

    /// Goes on with one outcome of a measurement or reset.
    private static func take(
        _ isOne: Bool, at step: Step, of state: inout StateVector, _ classical: inout ClassicalMemory,
        _ weights: (zero: Double, one: Double)
    ) {
        let weight = isOne ? weights.one : weights.zero
        switch step {
        case .measure(let qubit, let clbit):
            state.collapse(qubit: qubit, toOne: isOne, weight: weight)
            classical[clbit] = isOne
        case .reset(let qubit):
            state.collapse(qubit: qubit, toOne: isOne, weight: weight)
            if isOne { state.flip(qubit: qubit, controlMask: 0, controlValue: 0) }
        case .oneQubit, .controlled, .flip, .swap, .multiply, .dense, .diagonal, .clear, .jump, .jumpUnless:
            preconditionFailure("Only measurements and resets have outcomes.")
        }
    }

    // MARK: - Samples

    /// Runs what is left, in which measurements only read, and draws all shots from the one state.
    private mutating func sample(
        from start: Int, state: consuming StateVector, classical: ClassicalMemory, shotCount: Int
    ) throws(SimulatorError) {
        var classical = classical
        var readout = Readout()
        for step in self.program.steps[start...] { readout.note(step, &classical) }
        if readout.isEmpty {
            self.tally.add(classical.words, count: shotCount)
            return
        }
        for step in self.program.steps[start...] {
            try self.cancellation.check()
            self.program.apply(step, to: &state)
        }
        var sampler = OutcomeSampler(consuming: state)
        for shot in 0..<shotCount {
            // Seldom enough to cost nothing, often enough to end within a millisecond.
            if shot & 0xFFFF == 0xFFFF { try self.cancellation.check() }
            let index = sampler.index(at: self.random.nextUniform())
            sampler.tally(index)
            if self.tally.recordsMemory { self.tally.addShot(readout.words(of: index, over: classical)) }
        }
        sampler.forEachTally { index, count in
            self.tally.addCount(readout.words(of: index, over: classical), count)
        }
    }
}
