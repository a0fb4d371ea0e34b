import CircuitModel
import MatrixProductState

/// Shots that have had the same outcomes so far: their state, their classical values, and where they are.
struct ChainBranch {
    /// A body that is being run.
    struct Frame {
        /// What happens at the body's end.
        enum Continuation {
            case leave
            case test(Condition)
            /// The variable, if there is one, gets `next`; so often still.
            case count(variable: Int?, next: Int64, step: Int64, remaining: Int)
            case rounds(ArraySlice<[Instruction]>)
        }

        var body: [Instruction]
        var index = 0
        var continuation: Continuation

        var isLoop: Bool {
            switch self.continuation {
            case .leave: false
            case .test, .count, .rounds: true
            }
        }
    }

    var state: MatrixProductState
    var classical: ClassicalMemory
    /// The innermost last.
    var frames: [Frame]
    var shotCount: Int
    /// Rounds of loops so far.
    var roundCount = 0
    /// Radians, of the whole state.
    var phase: Double
    /// For the state and for what the next gate needs beside it.
    var reservation: MemoryReservation?

    /// Leaves the innermost loop.
    mutating func breakLoop() {
        while let frame = self.frames.popLast(), !frame.isLoop {}
    }

    /// Goes to the end of the body of the innermost loop.
    mutating func continueLoop() {
        while let frame = self.frames.last, !frame.isLoop { self.frames.removeLast() }
        if let last = self.frames.indices.last { self.frames[last].index = self.frames[last].body.count }
    }

    /// Begins the next round of the innermost body, or leaves it.
    mutating func endBody(in scope: ClassicalScope) {
        let last = self.frames.count - 1
        switch self.frames[last].continuation {
        case .leave: self.frames.removeLast()
        case .test(let condition):
            guard self.classical.satisfies(condition, in: scope) else { return self.breakLoop() }
            self.frames[last].index = 0
        case .count(let variable, let next, let step, let remaining):
            guard remaining > 0 else { return self.breakLoop() }
            if let variable {
                let value = ClassicalValue.integer(UInt64(bitPattern: next), width: 64, isSigned: true)
                self.classical.store(value, in: .variable(variable), scope: scope)
            }
            // The value after the last round is never read.
            self.frames[last].continuation = .count(
                variable: variable, next: next &+ step, step: step, remaining: remaining - 1)
            self.frames[last].index = 0
        case .rounds(let rest):
            guard let body = rest.first else { return self.breakLoop() }
            self.frames[last] = Frame(body: body, continuation: .rounds(rest.dropFirst()))
        }
    }
}
