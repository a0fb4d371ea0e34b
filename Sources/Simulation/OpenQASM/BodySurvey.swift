/// What a loop's body does to what is around it, whichever way it goes.
struct BodySurvey {
    /// Names that are assigned to; some may be the body's own.
    private(set) var assigned: Set<String> = []
    /// Whether something in it leaves the loop or a round of it.
    private(set) var endsRounds = false
    /// What it took to find out.
    private(set) var statementCount = 0

    init(_ body: [Statement]) { self.note(body, isOwnLoop: true) }

    private mutating func note(_ body: [Statement], isOwnLoop: Bool) {
        self.statementCount += body.count
        for statement in body { self.note(statement, isOwnLoop) }
    }

    private mutating func note(_ statement: Statement, _ isOwnLoop: Bool) {
        switch statement.kind {
        case .assign(let target, _, _): self.note(target)
        case .conditional(_, let then, let otherwise):
            self.note(then, isOwnLoop: isOwnLoop)
            self.note(otherwise, isOwnLoop: isOwnLoop)
        case .whileLoop(_, let body), .forLoop(_, _, _, let body): self.note(body, isOwnLoop: false)
        case .switchCase(_, let cases): for option in cases { self.note(option.body, isOwnLoop: isOwnLoop) }
        case .block(let body): self.note(body, isOwnLoop: isOwnLoop)
        case .breakLoop, .continueLoop: if isOwnLoop { self.endsRounds = true }
        case .include, .qubits, .declaration, .input, .alias, .gate, .subroutine, .call, .expression,
            .measure,
            .reset, .barrier, .delay, .finish, .stop:
            break
        }
    }

    private mutating func note(_ target: Expression) {
        switch target.kind {
        case .name(let name): self.assigned.insert(name)
        case .index(let operand, _): self.note(operand)
        case .boolean, .integer, .float, .duration, .bits, .hardwareQubit, .unary, .binary, .call, .cast,
            .concatenation, .measure:
            break
        }
    }
}
