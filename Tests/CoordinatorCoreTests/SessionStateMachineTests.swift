import CoordinatorCore
import RuntimeModel
import RuntimeTestKit
import Testing

@Suite struct SessionStateMachineTests {
    private static let expiry = Timestamp(microseconds: 1000)
    private static let second: Int64 = 1_000_000_000

    private static func machine() -> SessionStateMachine {
        SessionStateMachine(expiresAt: Self.expiry, idleSecondsMax: 10, now: 0)
    }

    private static func time(_ microseconds: UInt64) -> Timestamp { Timestamp(microseconds: microseconds) }

    private static func end(_ action: SessionStateMachine.Action) -> SessionStatus? {
        if case .end(let status, _, _) = action { status } else { nil }
    }

    @Test func itTakesJobsUntilItsTimeIsOver() {
        var machine = Self.machine()
        #expect(machine.takesJobs(at: Self.time(999)))
        #expect(!machine.takesJobs(at: Self.time(1000)))
        #expect(machine.timePassed(to: Self.time(999), now: 0) == .none)
        #expect(Self.end(machine.timePassed(to: Self.time(1000), now: 0)) == .expired)
        #expect(!machine.takesJobs(at: Self.time(0)))
    }

    @Test func itIsIdleOnlyWhileNoJobIsThere() {
        var machine = Self.machine()
        machine.jobAccepted()
        machine.jobAccepted()
        #expect(machine.timePassed(to: Self.time(1), now: 100 * Self.second) == .none)
        #expect(machine.jobEnded(now: 100 * Self.second) == .none)
        #expect(machine.timePassed(to: Self.time(1), now: 200 * Self.second) == .none)
        #expect(machine.jobEnded(now: 200 * Self.second) == .none)
        #expect(machine.timePassed(to: Self.time(1), now: 210 * Self.second - 1) == .none)
        #expect(Self.end(machine.timePassed(to: Self.time(1), now: 210 * Self.second)) == .expired)
    }

    @Test func oneThatHasEndedIsCancelledAsLongAsItHasJobs() {
        var machine = Self.machine()
        machine.jobAccepted()
        #expect(Self.end(machine.close()) == .closed)
        #expect(machine.cancel() == .end(.cancelled, reason: "Cancelled by its user.", isOver: false))
        #expect(machine.state == .ended(.cancelled))
        #expect(machine.cancel() == .none)
        #expect(machine.jobEnded(now: 0) == .release)
    }

    @Test func theFirstReasonToEndStands() {
        var machine = Self.machine()
        #expect(Self.end(machine.close()) == .closed)
        #expect(machine.cancel() == .none)
        #expect(machine.close() == .none)
        #expect(machine.timePassed(to: Self.time(5000), now: 1000 * Self.second) == .none)
        #expect(machine.state == .ended(.closed))
    }

    @Test func executorsAreToldWhenTheLastJobIsOver() {
        var machine = Self.machine()
        machine.jobAccepted()
        machine.jobAccepted()
        #expect(machine.cancel() == .end(.cancelled, reason: "Cancelled by its user.", isOver: false))
        #expect(machine.jobEnded(now: 0) == .none)
        #expect(machine.jobEnded(now: 0) == .release)
        var idle = Self.machine()
        #expect(idle.close() == .end(.closed, reason: "Closed by its user.", isOver: true))
    }

    /// Goal: whatever the order of events, a session ends once, and its executors are told once, when no job is left.
    /// Method: a seeded random walk; the seed is the test argument, so a failure names it.
    @Test(arguments: UInt64(0)..<300)
    func aSessionEndsOnceAndIsOverOnce(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var machine = Self.machine()
        var (jobs, ends, overs, time) = (0, 0, 0, Int64(0))
        for _ in 0..<60 {
            time += Int64.random(in: 0...Self.second, using: &random)
            let action: SessionStateMachine.Action
            switch Int.random(in: 0..<6, using: &random) {
            case 0...1 where machine.takesJobs(at: Self.time(UInt64(time / 100_000_000))):
                machine.jobAccepted()
                jobs += 1
                continue
            case 0...3 where jobs > 0:
                action = machine.jobEnded(now: time)
                jobs -= 1
            case 4: action = machine.timePassed(to: Self.time(UInt64(time / 100_000_000)), now: time)
            case 5 where Int.random(in: 0..<8, using: &random) == 0: action = machine.close()
            default: continue
            }
            switch action {
            case .none: break
            case .end(_, _, let isOver):
                ends += 1
                overs += isOver ? 1 : 0
                #expect(isOver == (jobs == 0))
            case .release:
                overs += 1
                #expect(jobs == 0)
            }
            #expect(machine.jobCount == jobs)
        }
        #expect(ends <= 1)
        #expect(overs <= ends)
    }
}
