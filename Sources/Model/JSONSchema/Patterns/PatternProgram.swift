/// Writes the program of a tree, within a limit.
struct PatternProgram {
    let instructionCountMax: Int
    var instructions: [Pattern.Instruction] = []
    var sets: [ScalarSet] = []

    init(instructionCountMax: Int) { self.instructionCountMax = instructionCountMax }

    @discardableResult
    mutating func append(_ instruction: Pattern.Instruction) throws(PatternError) -> Int {
        guard self.instructions.count < self.instructionCountMax else {
            throw PatternError(
                sentence: "The regular expression is longer than it may be, repetitions counted.")
        }
        self.instructions.append(instruction)
        return self.instructions.count - 1
    }

    mutating func emit(_ tree: PatternTree) throws(PatternError) {
        switch tree {
        case .empty: break
        case .scalar(let scalar): try self.append(.scalar(scalar))
        case .set(let set):
            self.sets.append(set)
            try self.append(.set(self.sets.count - 1))
        case .start: try self.append(.start)
        case .end: try self.append(.end)
        case .boundary(let isOne): try self.append(.boundary(isOne: isOne))
        case .sequence(let parts):
            for part in parts { try self.emit(part) }
        case .alternatives(let parts): try self.emitAlternatives(parts)
        case .repeated(let part, let min, let max): try self.emitRepetition(of: part, min, max)
        }
    }

    private mutating func emitAlternatives(_ parts: [PatternTree]) throws(PatternError) {
        var ends: [Int] = []
        for (place, part) in parts.enumerated() {
            guard place < parts.count - 1 else {
                try self.emit(part)
                break
            }
            let fork = try self.append(.jump(0))
            try self.emit(part)
            ends.append(try self.append(.jump(0)))
            self.instructions[fork] = .fork(fork + 1, self.instructions.count)
        }
        for end in ends { self.instructions[end] = .jump(self.instructions.count) }
    }

    private mutating func emitRepetition(
        of part: PatternTree, _ min: Int, _ max: Int?
    ) throws(PatternError) {
        for _ in 0..<min {
            let before = self.instructions.count
            try self.emit(part)
            // What is empty once is empty always.
            if self.instructions.count == before { return }
        }
        guard let max else {
            let fork = try self.append(.jump(0))
            try self.emit(part)
            try self.append(.jump(fork))
            self.instructions[fork] = .fork(fork + 1, self.instructions.count)
            return
        }
        var forks: [Int] = []
        for _ in min..<max {
            forks.append(try self.append(.jump(0)))
            try self.emit(part)
        }
        for fork in forks { self.instructions[fork] = .fork(fork + 1, self.instructions.count) }
    }
}
