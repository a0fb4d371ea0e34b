import ExecutorCore
import RuntimeModel
import RuntimeTestKit
import Testing

@Suite struct ProgramRunStateMachineTests {
    /// Everything that can happen to an attempt.
    enum Fact: CaseIterable {
        case started, completed, raised, stop, expired, broken, lost, abandon, exitedZero, signalled,
            notStarted
    }

    static func apply(_ fact: Fact, to machine: inout ProgramRunStateMachine) -> ProgramRunStateMachine.Action
    {
        switch fact {
        case .started: machine.processStarted()
        case .completed: machine.outcomeArrived(.completed([1], as: .json))
        case .raised: machine.outcomeArrived(.failed(.programRaised, "boom", traceback: "…"))
        case .stop: machine.stopOrdered(status: .cancelled, reason: "asked")
        case .expired: machine.timeExpired(afterSeconds: 5)
        case .broken: machine.ruleBroken(.outputLimit, "too much")
        case .lost: machine.lost("stopped")
        case .abandon: machine.abandon()
        case .exitedZero: machine.exited(.code(0))
        case .signalled: machine.exited(.signal(11))
        case .notStarted: machine.exited(.notStarted(.programNotStarted, "no room"))
        }
    }

    static let ends: [(Fact, JobStatus, RuntimeError.Code?)] = [
        (.completed, .completed, nil), (.raised, .failed, .programRaised), (.stop, .cancelled, .jobCancelled),
        (.expired, .ranTooLong, .ranTooLong), (.broken, .failed, .outputLimit), (.lost, .lost, .jobLost),
    ]

    @Test(arguments: ends) func aReasonToEndKillsTheTreeAndIsReportedWhenItIsGone(
        fact: Fact, status: JobStatus, code: RuntimeError.Code?
    ) {
        var machine = ProgramRunStateMachine()
        #expect(machine.processStarted() == .start)
        #expect(Self.apply(fact, to: &machine) == .kill)
        guard case .report(let end) = machine.exited(.signal(9)) else { return #expect(Bool(false)) }
        #expect(end.status == status)
        #expect(end.code == code)
        #expect(machine.state == .ended(end))
    }

    @Test(arguments: ends.map(\.0), ends.map(\.0)) func theFirstReasonToEndStands(first: Fact, second: Fact) {
        var alone = ProgramRunStateMachine()
        var machine = ProgramRunStateMachine()
        for fact in [Fact.started, first] {
            _ = Self.apply(fact, to: &alone)
            _ = Self.apply(fact, to: &machine)
        }
        #expect(Self.apply(second, to: &machine) == .none)
        #expect(machine.exited(.signal(9)) == alone.exited(.signal(9)))
    }

    @Test func aProcessThatLeavesOnItsOwnDied() {
        for (fact, text) in [(Fact.exitedZero, "code 0"), (.signalled, "signal 11")] {
            var machine = ProgramRunStateMachine()
            _ = machine.processStarted()
            guard case .report(let end) = Self.apply(fact, to: &machine) else { return #expect(Bool(false)) }
            #expect(end.code == .programDied)
            #expect(end.reason?.contains(text) == true)
        }
    }

    @Test func aProcessThatCouldNotBeStartedSaysWhy() {
        var machine = ProgramRunStateMachine()
        guard case .report(let end) = Self.apply(.notStarted, to: &machine) else {
            return #expect(Bool(false))
        }
        #expect(end == .failed(.programNotStarted, "no room"))
    }

    @Test func aStopBeforeTheStartKillsTheProcessAndSendsNoStartFrame() {
        var machine = ProgramRunStateMachine()
        #expect(machine.stopOrdered(status: .cancelled, reason: "asked") == .kill)
        #expect(machine.processStarted() == .kill)
        #expect(machine.exited(.signal(9)) == .report(.stopped(.cancelled, "asked")))
    }

    @Test func anAbandonedAttemptIsForgottenWhateverItDid() {
        for fact in Fact.allCases where fact != .abandon {
            var machine = ProgramRunStateMachine()
            _ = machine.processStarted()
            _ = Self.apply(fact, to: &machine)
            let action = machine.abandon()
            if case .ended = machine.state {
                #expect(action == .forget)
            } else {
                #expect(action == (fact == .started ? .kill : .none))
                #expect(machine.exited(.signal(9)) == .forget)
            }
        }
    }

    /// Goal: whatever the order of facts, one outcome at most, only after the tree is gone, and none after an abandon.
    /// Method: every sequence of five facts.
    @Test func noOrderOfFactsMakesTwoOutcomes() {
        let facts = Fact.allCases
        let count = facts.count * facts.count * facts.count * facts.count * facts.count
        for number in 0..<count {
            var rest = number
            var sequence: [Fact] = []
            for _ in 0..<5 {
                sequence.append(facts[rest % facts.count])
                rest /= facts.count
            }
            if let failure = Self.problem(with: sequence) {
                Issue.record("\(failure): \(sequence)")
                return
            }
        }
    }

    /// Goal: the same in long runs.
    @Test(arguments: UInt64(0)..<200) func longWalksMakeOneOutcome(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let sequence = (0..<60).map { _ in Fact.allCases.randomElement(using: &random) ?? .started }
        #expect(Self.problem(with: sequence) == nil, "seed \(seed)")
    }

    private static func problem(with sequence: [Fact]) -> String? {
        var machine = ProgramRunStateMachine()
        var isGone = false
        var reportCount = 0
        var isAbandoned = false
        for fact in sequence {
            let isExit = [.exitedZero, .signalled, .notStarted].contains(fact)
            let wasGone = isGone
            if isExit { isGone = true }
            if fact == .abandon { isAbandoned = true }
            switch self.apply(fact, to: &machine) {
            case .none: break
            case .start: if isGone { return "started after the end" }
            case .kill, .keepOrKill: if wasGone { return "killed what is gone" }
            case .report:
                reportCount += 1
                if !isExit { return "reported before the tree was gone" }
                if isAbandoned { return "reported an abandoned attempt" }
            case .forget: if !isGone { return "forgot a tree that is there" }
            }
            if case .ended = machine.state, !isGone { return "ended before the tree was gone" }
        }
        return reportCount > 1 ? "two outcomes" : nil
    }
}
