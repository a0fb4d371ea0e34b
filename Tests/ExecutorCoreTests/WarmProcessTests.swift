import ExecutorCore
import RuntimeModel
import Testing

/// Attempts in processes that are kept for others, or have served others before.
@Suite struct WarmProcessTests {
    private static let done = ProgramRunEnd.completed([1], as: .json)

    @Test func aProcessThatWaitsIsKeptAndItsJobReportedAtOnce() {
        var machine = ProgramRunStateMachine()
        #expect(machine.processStarted() == .start)
        #expect(machine.outcomeArrived(Self.done, processWaits: true) == .keepOrKill)
        #expect(machine.processKept() == .report(Self.done))
        #expect(machine.state == .ended(Self.done))
    }

    @Test func aProcessThatCannotBeKeptIsKilledAndItsJobCompletesAllTheSame() {
        var machine = ProgramRunStateMachine()
        _ = machine.processStarted()
        #expect(machine.outcomeArrived(Self.done, processWaits: true) == .keepOrKill)
        #expect(machine.exited(.signal(9)) == .report(Self.done))
    }

    @Test func whoIsBeingStoppedKeepsNoProcess() {
        var machine = ProgramRunStateMachine()
        _ = machine.processStarted()
        #expect(machine.stopOrdered(status: .cancelled, reason: "asked") == .kill)
        #expect(machine.outcomeArrived(Self.done, processWaits: true) == .none)
    }

    @Test(arguments: [ProgramExit.code(0), .signal(9)])
    func theEndOfAProcessThatServedBeforeIsNotTheProgramsOwn(exit: ProgramExit) {
        var machine = ProgramRunStateMachine()
        #expect(machine.processStarted(isFresh: false) == .start)
        guard case .report(let end) = machine.exited(exit) else { return #expect(Bool(false)) }
        #expect(end.status == .lost)
    }

    @Test func memoryThatOthersLeftIsNotTheProgramsOwn() {
        var warm = ProgramRunStateMachine()
        _ = warm.processStarted(isFresh: false)
        #expect(warm.memoryExceeded("too much") == .kill)
        guard case .report(let lost) = warm.exited(.signal(9)) else { return #expect(Bool(false)) }
        #expect(lost.status == .lost)
        var fresh = ProgramRunStateMachine()
        _ = fresh.processStarted()
        #expect(fresh.memoryExceeded("too much") == .kill)
        guard case .report(let own) = fresh.exited(.signal(9)) else { return #expect(Bool(false)) }
        #expect(own.code == .memoryLimit)
    }

    @Test func whatAProgramDoesItselfIsItsOwnInAnyProcess() {
        var machine = ProgramRunStateMachine()
        _ = machine.processStarted(isFresh: false)
        #expect(machine.timeExpired(afterSeconds: 5) == .kill)
        guard case .report(let end) = machine.exited(.signal(9)) else { return #expect(Bool(false)) }
        #expect(end.status == .ranTooLong)
    }
}
