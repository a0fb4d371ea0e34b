import CircuitModel

extension ProgramCompiler {
    mutating func append(_ condition: Condition, then: [Instruction], otherwise: [Instruction]) {
        let test = self.appendTest(condition)
        self.append(then)
        if otherwise.isEmpty {
            self.land(test)
            return
        }
        let leap = self.placeholder(.jump(to: 0))
        self.land(test)
        self.append(otherwise)
        self.land(leap)
    }

    /// Adds a step that goes on elsewhere unless the condition holds.
    private mutating func appendTest(_ condition: Condition) -> Int {
        if case .bits(let clbits, let wanted, let isNegated) = condition,
            let word = clbits.first.map({ $0 >> 6 }), clbits.allSatisfy({ $0 >> 6 == word })
        {
            var (mask, value): (UInt64, UInt64) = (0, 0)
            var isPossible = true
            for (place, clbit) in clbits.enumerated() {
                let bit: UInt64 = 1 << UInt64(clbit & 63)
                let isOne = wanted[place >> 6] >> UInt64(place & 63) & 1 == 1
                // A bit named twice may be asked to be both.
                if mask & bit != 0, (value & bit != 0) != isOne { isPossible = false }
                mask |= bit
                if isOne { value |= bit }
            }
            if isPossible {
                return self.placeholder(
                    .jumpUnlessBits(word: word, mask: mask, value: value, isNegated: isNegated, to: 0))
            }
        }
        self.program.conditions.append(condition)
        return self.placeholder(.jumpUnless(condition: self.program.conditions.count - 1, to: 0))
    }

    // MARK: - Loops

    mutating func appendWhile(_ condition: Condition, body: [Instruction]) {
        self.appendLoop(body: body) { compiler in
            compiler.program.steps.append(.countRound)
            return compiler.appendTest(condition)
        }
    }

    mutating func appendFor(_ loop: Program.Loop, body: [Instruction]) {
        self.program.steps.append(.startCount(variable: loop.counter))
        self.program.loops.append(loop)
        let place = self.program.loops.count - 1
        self.appendLoop(body: body) { $0.placeholder(.nextRound(loop: place, to: 0)) }
    }

    /// - Parameter head: Adds the steps that begin a round, and tells which of them may leave the loop.
    private mutating func appendLoop(body: [Instruction], head: (inout ProgramCompiler) -> Int) {
        // What acts on a qubit at the end of the body may have acted before its beginning.
        self.touched = -1
        let start = self.landing()
        let exit = head(&self)
        self.loops.append(OpenLoop())
        self.append(body)
        self.program.steps.append(.jump(to: start))
        let open = self.loops.removeLast()
        for step in open.continues { self.program.steps[step] = .jump(to: start) }
        for step in open.breaks { self.land(step) }
        self.land(exit)
    }

    mutating func appendRounds(_ bodies: [[Instruction]]) {
        var breaks: [Int] = []
        for body in bodies {
            self.loops.append(OpenLoop())
            self.append(body)
            let open = self.loops.removeLast()
            for step in open.continues { self.land(step) }
            breaks += open.breaks
        }
        for step in breaks { self.land(step) }
    }

    // MARK: - Switches

    mutating func appendSwitch(_ value: ClassicalExpression, _ cases: [SwitchCase]) {
        let variable = self.hiddenVariable()
        let whole = ClassicalType.integer(width: 64, isSigned: false)
        self.program.stores.append((.variable(variable), .cast(value, to: whole)))
        self.program.steps.append(.store(self.program.stores.count - 1))
        var leaps: [Int] = []
        for option in cases {
            var test: Int?
            if !option.isDefault {
                self.program.choices.append(Program.Choice(variable: variable, values: option.values))
                test = self.placeholder(.jumpUnlessChosen(choice: self.program.choices.count - 1, to: 0))
            }
            self.append(option.body)
            leaps.append(self.placeholder(.jump(to: 0)))
            if let test { self.land(test) }
        }
        for leap in leaps { self.land(leap) }
    }
}
