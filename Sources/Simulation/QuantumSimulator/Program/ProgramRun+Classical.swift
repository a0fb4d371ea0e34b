import CircuitModel

extension ProgramRun {
    /// Carries out a step that only computes or chooses where to go on.
    func compute(_ step: Step, in branch: inout Branch) throws(SimulatorError) {
        switch step {
        case .jump(let target): branch.step = target
        case .jumpUnlessBits(let word, let mask, let value, let isNegated, let target):
            if (branch.classical[word: word] & mask == value) == isNegated { branch.step = target }
        case .jumpUnless(let condition, let target):
            let holds = branch.classical.satisfies(
                self.program.conditions[condition], in: self.program.scope)
            if !holds { branch.step = target }
        case .store(let place):
            let store = self.program.stores[place]
            let value = branch.classical.value(of: store.value, in: self.program.scope)
            branch.classical.store(value, in: store.target, scope: self.program.scope)
        case .jumpUnlessChosen(let place, let target):
            let choice = self.program.choices[place]
            if !choice.values.contains(branch.classical[variable: choice.variable]) { branch.step = target }
        case .startCount(let variable): branch.classical[variable: variable] = 0
        case .nextRound(let place, let target):
            let loop = self.program.loops[place]
            let round = branch.classical[variable: loop.counter]
            guard round < UInt64(loop.roundCount) else {
                branch.step = target
                return
            }
            branch.classical[variable: loop.counter] = round + 1
            if let variable = loop.variable {
                let value = UInt64(bitPattern: loop.start &+ Int64(bitPattern: round) &* loop.step)
                branch.classical.store(
                    .integer(value, width: 64, isSigned: true), in: .variable(variable),
                    scope: self.program.scope)
            }
            try self.countRound(of: &branch)
        case .countRound: try self.countRound(of: &branch)
        case .gates, .measure, .clear, .reset, .disturb, .misread, .save:
            preconditionFailure("The step needs the state.")
        }
    }

    private func countRound(of branch: inout Branch) throws(SimulatorError) {
        branch.roundCount += 1
        let limit = self.context.limits.roundCountMax
        guard branch.roundCount <= limit else {
            throw SimulatorError(
                .overLimit, "A shot goes through more rounds of its circuit's loops than it may.",
                context: ["limit": String(limit)])
        }
        if branch.roundCount & 0xFF == 0 { try self.context.cancellation.check() }
    }
}
