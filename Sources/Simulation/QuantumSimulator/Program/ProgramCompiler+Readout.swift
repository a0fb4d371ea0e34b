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
        // Of bits that are read later, but not yet here.
        var misreadings: [Int: Int] = [:]
        var kept: [Step] = []
        var index = steps.count
        // Below the last landing everything stays as it is.
        walk: while index > landing {
            let step = steps[index - 1]
            switch step {
            case .measure(let bit, let clbit):
                if writtenLater.insert(clbit).inserted {
                    // The bits read later stay: only a qubit that nothing changed still shows its outcome.
                    // What is misread twice is misread each time anew.
                    let error = misreadings[clbit].map { self.program.readoutErrors[$0] }
                    if usedLater >> bit & 1 == 1 || !self.program.readout.canRead(bit, with: error) {
                        writtenLater.remove(clbit)
                        break walk
                    }
                    misreadings[clbit] = nil
                    self.program.readout.append(bit: bit, clbit: clbit, error: error)
                    index -= 1
                    continue
                }
                // Overwritten by a later measurement; but it may have disturbed what is saved later.
                if usedLater >> bit & 1 == 1 { break walk }
                index -= 1
                continue
            case .clear(let clbit):
                if let error = misreadings.removeValue(forKey: clbit) {
                    self.program.readout.idleMisreadings.append((clbit, self.program.readoutErrors[error]))
                }
                if writtenLater.insert(clbit).inserted { kept.append(step) }
                index -= 1
                continue
            case .gates(let segment):
                for gate in self.program.segments[segment] {
                    usedLater |= self.program.gates[gate].qubitMask
                }
            case .save(let save):
                if !self.program.saves[save].isUnmovedByMeasuring { usedLater = -1 }
            case .misread(let clbit, let error):
                if !writtenLater.contains(clbit) {
                    // Whose measurement is not taken out stays misread there.
                    guard index > landing + 1, steps[index - 2].clbitRead == clbit else { break walk }
                    misreadings[clbit] = error
                }
                index -= 1
                continue
            case .disturb(let disturbance):
                for bit in self.program.disturbances[disturbance].bits { usedLater |= 1 << bit }
            case .reset, .store, .jump, .jumpUnlessBits, .jumpUnless, .jumpUnlessChosen, .startCount,
                .nextRound, .countRound:
                break walk
            }
            kept.append(step)
            index -= 1
        }
        // The walk may have ended between a measurement and its misreading.
        if !misreadings.isEmpty { index += 1 }
        self.program.steps = Array(steps[..<index]) + kept.reversed()
        guard self.program.readout.isEmpty else { return }
        // Gates that nothing reads afterwards are not run.
        while self.program.steps.count > landing, self.program.steps.last?.isEvolution == true {
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

extension Step {
    /// The classical bit that it writes from a qubit.
    fileprivate var clbitRead: Int? {
        switch self {
        case .measure(_, let clbit), .clear(let clbit): clbit
        case .gates, .reset, .disturb, .misread, .save, .jump, .jumpUnlessBits, .jumpUnless, .store,
            .jumpUnlessChosen, .startCount, .nextRound, .countRound:
            nil
        }
    }

    /// Whether it only changes the state.
    fileprivate var isEvolution: Bool {
        switch self {
        case .gates, .disturb: true
        case .measure, .clear, .reset, .misread, .save, .jump, .jumpUnlessBits, .jumpUnless, .store,
            .jumpUnlessChosen, .startCount, .nextRound, .countRound:
            false
        }
    }
}
