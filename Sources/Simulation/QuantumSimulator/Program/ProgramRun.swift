import CircuitModel
import NoiseModel
import SimulatorCore

/// Runs the shots of one program.
///
/// Shots that have had the same outcomes so far share one state. A measurement or reset splits them by a
/// binomial draw; the smaller part runs first, on a copy, while the larger waits, so that no more states are
/// kept than the shots can be halved. Where that is more than memory allows, shots run in smaller groups.
///
/// Every branch has random numbers of its own, told apart by the first of its shots and by how many draws its shots
/// have met: whichever order branches run in, the outcomes are the same.
struct ProgramRun<State: BranchState> {
    /// Carries out a segment of a program's gates.
    typealias Evolution = (_ segment: Int, _ state: State) throws(SimulatorError) -> Void

    /// Shots that went the same way so far.
    struct Branch {
        var state: State
        var classical: ClassicalMemory
        /// The next step.
        var step = 0
        var shots: Range<Int>
        /// Draws that these shots have met.
        var drawCount: UInt64 = 0
        /// Rounds of loops.
        var roundCount = 0
        /// What noise does to the state before the next step.
        var pending: [PendingNoise] = []
        /// Ways that noise sends these shots before that, the one of most shots last; none where all go one way.
        var ways: [NoiseWay] = []
    }

    let program: Program
    let random: PhiloxRandom
    let context: SimulationContext
    let shotCount: Int
    let evolve: Evolution
    private let readoutMap: ReadoutMap
    var tally: OutcomeTally
    var saves: SavedMeans
    /// When the steps of a branch of all shots were done: what follows is to draw outcomes.
    private(set) var endOfSteps: ContinuousClock.Instant?

    init(
        _ program: Program, task: borrowing SimulationTask, context: SimulationContext,
        evolve: @escaping Evolution
    ) {
        self.program = program
        self.random = task.random
        self.context = context
        self.shotCount = task.shotCount
        self.evolve = evolve
        self.readoutMap = ReadoutMap(program.readout)
        self.tally = OutcomeTally(clbitCount: program.clbitCount)
        self.saves = SavedMeans(program)
    }

    /// The random numbers of a branch's next draw.
    func draw(for branch: inout Branch) -> PhiloxRandom {
        // The first branch of a stream is that of its beginning, which is kept for what concerns all shots.
        branch.drawCount += 1
        return self.random.branched(branch.drawCount, UInt64(branch.shots.lowerBound))
    }

    /// Runs a branch, and those that it splits into, to the end.
    mutating func run(_ first: Branch) throws(SimulatorError) {
        var branch = first
        while let other = try self.advance(&branch) { try self.run(other) }
        try self.finish(&branch)
    }

    /// Runs a branch until it splits.
    ///
    /// - Returns: The part with fewer shots, which runs next; nil at the end of the program.
    mutating func advance(_ branch: inout Branch) throws(SimulatorError) -> Branch? {
        while branch.step < self.program.steps.count || branch.isDisturbed {
            if branch.isDisturbed {
                if let other = try self.suffer(&branch) { return other }
                continue
            }
            let step = self.program.steps[branch.step]
            branch.step += 1
            switch step {
            case .gates(let segment):
                try self.context.cancellation.check()
                try self.evolve(segment, branch.state)
            case .measure(let bit, let clbit):
                if let other = try self.split(&branch, { $0.measured(bit, into: clbit, $1, weight: $2) }, bit)
                {
                    return other
                }
            case .reset(let bit):
                if let other = try self.reset(bit, of: &branch) { return other }
            case .clear(let clbit): branch.classical[clbit] = false
            case .disturb(let place): self.disturb(&branch, by: self.program.disturbances[place])
            case .misread(let clbit, let error):
                if let other = try self.misread(clbit, self.program.readoutErrors[error], &branch) {
                    return other
                }
            case .save(let place): try self.save(place, of: &branch)
            case .jump, .jumpUnlessBits, .jumpUnless, .store, .jumpUnlessChosen, .startCount, .nextRound,
                .countRound:
                try self.compute(step, in: &branch)
            }
        }
        return nil
    }

    // MARK: - Splitting

    /// Draws how many of a branch's shots find a bit to be 1.
    ///
    /// - Parameter follow: Goes on with one outcome.
    /// - Returns: The branch with the outcome that fewer shots have, if any have it.
    private func split(
        _ branch: inout Branch, _ follow: (_ branch: inout Branch, _ isOne: Bool, _ weight: Double) -> Void,
        _ bit: Int
    ) throws(SimulatorError) -> Branch? {
        let weights = branch.state.weights(ofQubit: bit)
        try self.context.cancellation.check()
        var random = self.draw(for: &branch)
        // Without shots the state goes one way all the same.
        let count = max(1, branch.shots.count)
        let ones = random.nextSuccessCount(
            of: count, probability: weights.one / (weights.zero + weights.one))
        let zeros = count - ones
        guard ones > 0, zeros > 0 else {
            follow(&branch, ones > 0, ones > 0 ? weights.one : weights.zero)
            return nil
        }
        let majorityIsOne = ones > zeros
        let middle = branch.shots.lowerBound + zeros
        var other = branch
        other.state = try branch.state.copy()
        branch.shots = majorityIsOne ? middle..<branch.shots.upperBound : branch.shots.lowerBound..<middle
        other.shots = majorityIsOne ? other.shots.lowerBound..<middle : middle..<other.shots.upperBound
        follow(&other, !majorityIsOne, majorityIsOne ? weights.zero : weights.one)
        follow(&branch, majorityIsOne, majorityIsOne ? weights.one : weights.zero)
        return other
    }

    /// Brings a bit to 0. A bit that is not entangled with others becomes 0 without taking sides.
    func reset(_ bit: Int, of branch: inout Branch) throws(SimulatorError) -> Branch? {
        if branch.state.absorb(NoiseOperation.resetMatrix, on: [bit]) { return nil }
        let weights = branch.state.weights(ofQubit: bit)
        try self.context.cancellation.check()
        if weights.one == 0 { return nil }
        if weights.zero == 0 {
            branch.state.flip(qubit: bit)
            return nil
        }
        let values = branch.state.expectations(of: [
            PauliMasks(x: 1 << bit, z: 0), PauliMasks(x: 1 << bit, z: 1 << bit),
        ])
        try self.context.cancellation.check()
        // The Bloch vector of a bit that is not entangled has length 1.
        let norm = weights.zero + weights.one
        let (x, y, z) = (values[0] / norm, values[1] / norm, (weights.zero - weights.one) / norm)
        guard x * x + y * y + z * z > 1 - Self.separateMax else {
            return try self.split(&branch, { $0.emptied(bit, $1, weight: $2) }, bit)
        }
        // Both parts are the same but for a factor: the larger one stands for the whole.
        let isOne = weights.one > weights.zero
        branch.emptied(bit, isOne, weight: isOne ? weights.one : weights.zero)
        return nil
    }

    /// How far from 1 a bit's squared Bloch vector may be by rounding.
    private static var separateMax: Double { 1e-13 }

    // MARK: - The end of a branch

    /// Runs the shots of a branch that has no more steps.
    private mutating func finish(_ branch: inout Branch) throws(SimulatorError) {
        let readout = self.program.readout
        if branch.shots.count == self.shotCount {
            branch.state.settle()
            self.endOfSteps = .now
        }
        var random = self.draw(for: &branch)
        let start = self.tally.entryCount
        if readout.isEmpty {
            self.tally.add(branch.classical, count: branch.shots.count)
        } else {
            let samples = try branch.state.sample(
                shotCount: branch.shots.count, misreadings: readout.misreadings, using: &random,
                cancellation: self.context.cancellation)
            self.tally.add(samples, readout: readout, map: self.readoutMap, over: branch.classical)
        }
        if !State.readsWithErrors {
            for pair in readout.pairs {
                guard let error = pair.error else { continue }
                self.tally.misread(pair.clbit, error, from: start, using: &random)
            }
        }
        for idle in readout.idleMisreadings {
            self.tally.misread(idle.clbit, idle.error, from: start, using: &random)
        }
    }

    private mutating func save(_ place: Int, of branch: inout Branch) throws(SimulatorError) {
        var random = self.draw(for: &branch)
        var weight = 1.0
        if case .stateVector = self.program.saves[place] {
            // A mean of states means nothing: it is that of the way the first shot went.
            guard branch.shots.lowerBound == 0 else { return }
        } else if branch.shots.count < self.shotCount {
            weight = Double(branch.shots.count) / Double(self.shotCount)
        }
        let value = try branch.state.value(
            of: self.program.saves[place], program: self.program, shotCount: branch.shots.count,
            random: &random, cancellation: self.context.cancellation)
        self.saves.add(value, at: place, weight: weight)
    }
}

extension ProgramRun.Branch {
    fileprivate mutating func measured(_ bit: Int, into clbit: Int, _ isOne: Bool, weight: Double) {
        if weight < 1 { self.state.collapse(qubit: bit, toOne: isOne, weight: weight) }
        self.classical[clbit] = isOne
    }

    fileprivate mutating func emptied(_ bit: Int, _ isOne: Bool, weight: Double) {
        self.state.collapse(qubit: bit, toOne: isOne, weight: weight)
        if isOne { self.state.flip(qubit: bit) }
    }
}
