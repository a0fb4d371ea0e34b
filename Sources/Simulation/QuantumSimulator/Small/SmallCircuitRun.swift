import CircuitModel

/// Runs a circuit of few qubits that measures only at its end, in one walk over its instructions.
///
/// Nothing is compiled: each gate is made ready and applied at once. Whatever else a circuit can say is for a
/// ``Program``.
struct SmallCircuitRun {
    private let preparation: GatePreparation
    private let state: SmallState
    private var readout = Readout()
    /// Bits that were measured, and classical bits that hold an outcome, as bits; only the first 64.
    private var measured = 0
    private var written: UInt64 = 0

    /// The outcome of all shots.
    ///
    /// - Parameter activity: Of at most as many qubits as suit a small state.
    /// - Returns: nil where the circuit is not as simple as that.
    static func outcome(
        of task: borrowing SimulationTask, activity: QubitActivity, _ times: inout StageTimes
    ) -> CircuitOutcome? {
        let circuit = task.circuit
        guard circuit.clbitCount <= 64 else { return nil }
        return GatePreparation.with(circuit, activity: activity) { preparation in
            var run = SmallCircuitRun(
                preparation: preparation, state: SmallState(qubitCount: activity.count))
            guard run.evolve(circuit.instructions, activity: activity) else { return nil }
            times.evolved()
            return run.sample(
                clbitCount: circuit.clbitCount, shotCount: task.shotCount, random: task.random,
                returnsMemory: task.returnsMemory)
        }
    }

    private init(preparation: GatePreparation, state: SmallState) {
        self.preparation = preparation
        self.state = state
    }

    /// - Returns: Whether all instructions could be carried out.
    private mutating func evolve(_ instructions: [Instruction], activity: QubitActivity) -> Bool {
        for instruction in instructions {
            switch instruction {
            case .gate(let operation):
                let (gate, numbers) = self.preparation.prepare(operation)
                if self.measured != 0, gate.qubitMask & self.measured != 0 { return false }
                self.state.apply(gate, numbers)
            case .measure(let qubit, let clbit):
                guard activity.contains(qubit), self.written >> UInt64(clbit) & 1 == 0 else { return false }
                let bit = Int(self.preparation.bits[qubit])
                self.readout.append(bit: bit, clbit: clbit)
                self.measured |= 1 << bit
                self.written |= 1 << UInt64(clbit)
            case .barrier, .delay: continue
            case .reset, .conditional, .whileLoop, .forLoop, .rounds, .switchCase, .breakLoop, .continueLoop,
                .store, .save:
                return false
            }
        }
        return true
    }

    private func sample(
        clbitCount: Int, shotCount: Int, random: PhiloxRandom, returnsMemory: Bool
    ) -> CircuitOutcome {
        // As programs do: the numbers of the whole run are kept for the order of the shots.
        var draws = random.branched(1, 0)
        var tally = OutcomeTally(clbitCount: clbitCount)
        if self.readout.isEmpty {
            tally.add(key: 0, count: shotCount)
        } else if shotCount > 0 {
            tally.reserve(min(shotCount, self.state.count))
            let map = SmallReadout(self.readout)
            self.state.draw(shotCount: shotCount, using: &draws) { index, count in
                tally.add(key: map.key(of: index), count: count)
            }
        }
        return tally.outcome(shuffledBy: returnsMemory ? random : nil)
    }
}

/// Turns indices of small states into outcomes, bit by bit.
private struct SmallReadout {
    private let pairs: [Readout.Pair]
    /// Where every classical bit is its qubit's: the bits that are measured.
    private var mask: UInt64?

    init(_ readout: Readout) {
        self.pairs = readout.pairs
        if self.pairs.allSatisfy({ $0.bit == $0.clbit }) {
            self.mask = self.pairs.reduce(0) { $0 | 1 << UInt64($1.bit) }
        }
    }

    func key(of index: Int) -> UInt64 {
        if let mask = self.mask { return UInt64(index) & mask }
        return self.pairs.reduce(0) { $0 | UInt64(index >> $1.bit & 1) << UInt64($1.clbit) }
    }
}
