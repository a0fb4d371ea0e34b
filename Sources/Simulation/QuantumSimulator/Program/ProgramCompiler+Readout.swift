import CircuitModel

extension ProgramCompiler {
    /// Takes last measurements out of the steps: whatever is left of the shots then is one state, off which all of
    /// them are read.
    ///
    /// A measurement is a last one if nothing changes or looks at its qubit or its classical bit afterwards, and no
    /// jump leads behind it.
    mutating func splitOffReadout() {
        let steps = self.program.steps
        let landing = steps.compactMap(\.target).max() ?? 0
        var (usedLater, writtenLater): (Int, Set<Int>) = (0, [])
        var kept: [Step] = []
        var index = steps.count
        // Below the last landing everything stays as it is.
        walk: while index > landing {
            let step = steps[index - 1]
            switch step {
            case .measure(let bit, let clbit):
                if writtenLater.insert(clbit).inserted {
                    // The bits read later stay: only a qubit that nothing changed still shows its outcome.
                    if usedLater >> bit & 1 == 1 {
                        writtenLater.remove(clbit)
                        break walk
                    }
                    self.program.readout.append(bit: bit, clbit: clbit)
                    index -= 1
                    continue
                }
                // Overwritten by a later measurement; but it may have disturbed what is saved later.
                if usedLater >> bit & 1 == 1 { break walk }
                index -= 1
                continue
            case .clear(let clbit):
                if writtenLater.insert(clbit).inserted { kept.append(step) }
                index -= 1
                continue
            case .gates(let segment):
                for gate in self.program.segments[segment] {
                    usedLater |= self.program.gates[gate].qubitMask
                }
            case .save(let save):
                if !self.program.saves[save].isUnmovedByMeasuring { usedLater = -1 }
            case .reset, .store, .jump, .jumpUnlessBits, .jumpUnless, .jumpUnlessChosen, .startCount,
                .nextRound, .countRound:
                break walk
            }
            kept.append(step)
            index -= 1
        }
        self.program.steps = Array(steps[..<index]) + kept.reversed()
        guard self.program.readout.isEmpty else { return }
        // Gates that nothing reads afterwards are not run.
        while self.program.steps.count > landing, case .gates = self.program.steps.last {
            self.program.steps.removeLast()
        }
    }
}

extension SavePoint {
    /// Whether measuring a qubit before leaves what is saved as it is.
    fileprivate var isUnmovedByMeasuring: Bool {
        switch self {
        case .probabilities: true
        case .stateVector, .amplitudes, .densityMatrix, .unitary, .expectation: false
        }
    }
}
