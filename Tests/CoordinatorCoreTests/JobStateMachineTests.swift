import CoordinatorCore
import RuntimeModel
import RuntimeTestKit
import Testing

@Suite struct JobStateMachineTests {
    private let first = LeaseHolder(worker: WorkerID("a/one"), incarnation: "1")
    private let second = LeaseHolder(worker: WorkerID("a/two"), incarnation: "1")

    private func running(attempt: Int = 1, max: Int = 3) -> JobStateMachine {
        JobStateMachine(attemptCountMax: max, state: .running(self.first), attempt: attempt)
    }

    @Test func aQueuedJobIsLeasedAsItsFirstAttempt() {
        var machine = JobStateMachine(attemptCountMax: 3)
        #expect(machine.lease(to: self.first) == 1)
        #expect(machine.state == .running(self.first))
        #expect(machine.status == .running)
    }

    @Test(arguments: [JobStatus.completed, .failed, .cancelled, .ranTooLong])
    func anOutcomeOfTheHeldAttemptEndsTheJob(status: JobStatus) {
        var machine = self.running()
        #expect(machine.outcome(status, of: 1, from: self.first) == .finish(status))
        #expect(machine.state == .finished(status))
    }

    @Test func anOutcomeFromAnotherHolderOrAttemptIsStale() {
        var machine = self.running(attempt: 2)
        #expect(machine.outcome(.completed, of: 1, from: self.first) == .dropStale)
        #expect(machine.outcome(.completed, of: 2, from: self.second) == .dropStale)
        let restarted = LeaseHolder(worker: self.first.worker, incarnation: "2")
        #expect(machine.outcome(.completed, of: 2, from: restarted) == .dropStale)
        #expect(machine.state == .running(self.first))
    }

    @Test func aLostLeaseIsTriedAgainUntilTheLimit() {
        var machine = self.running(attempt: 1, max: 2)
        #expect(machine.leaseLost(attempt: 1) == .requeue(lostAttempt: 1))
        #expect(machine.lease(to: self.second) == 2)
        #expect(machine.leaseLost(attempt: 1) == .dropStale)
        #expect(machine.leaseLost(attempt: 2) == .finish(.lost))
        #expect(machine.status == .lost)
    }

    @Test func anExecutorThatGivesUpCountsAsALostLease() {
        var machine = self.running()
        #expect(machine.outcome(.lost, of: 1, from: self.first) == .requeue(lostAttempt: 1))
        #expect(machine.state == .queued)
    }

    @Test func cancellingAQueuedJobEndsItAtOnce() {
        var machine = JobStateMachine(attemptCountMax: 3)
        #expect(machine.cancel() == .finish(.cancelled))
        #expect(machine.cancel() == .none)
    }

    @Test func cancellingARunningJobWaitsForItsExecutor() {
        var machine = self.running()
        #expect(machine.cancel() == .stop(self.first, attempt: 1))
        #expect(machine.status == .cancelling)
        #expect(machine.cancel() == .none)
        #expect(machine.outcome(.cancelled, of: 1, from: self.first) == .finish(.cancelled))
    }

    @Test func aProgramThatCompletesBeforeTheStopReachesItStaysCompleted() {
        var machine = self.running()
        _ = machine.cancel()
        #expect(machine.outcome(.completed, of: 1, from: self.first) == .finish(.completed))
    }

    @Test func aCancelledJobWhoseExecutorIsLostIsCancelledAndNotTriedAgain() {
        var machine = self.running()
        _ = machine.cancel()
        #expect(machine.leaseLost(attempt: 1) == .finish(.cancelled))
    }

    /// Goal: every event in every state does what the table says. Method: all of them, written out.
    @Test func everyEventInEveryStateIsAnswered() {
        let ends: [JobStatus] = [.completed, .failed, .cancelled, .ranTooLong, .lost]
        for end in ends {
            var finished = JobStateMachine(attemptCountMax: 3, state: .finished(end), attempt: 1)
            #expect(finished.cancel() == .none)
            #expect(finished.leaseLost(attempt: 1) == .dropStale)
            for status in ends { #expect(finished.outcome(status, of: 1, from: self.first) == .dropStale) }
            #expect(finished.state == .finished(end))
        }
        var queued = JobStateMachine(attemptCountMax: 3, state: .queued, attempt: 1)
        #expect(queued.leaseLost(attempt: 1) == .dropStale)
        for status in ends { #expect(queued.outcome(status, of: 1, from: self.first) == .dropStale) }
        #expect(queued.state == .queued)
    }

    /// Goal: no order of events reaches two ends, exceeds the attempt limit, or repeats an attempt's number.
    /// Method: a seeded random walk; the seed is the test argument, so a failure names it.
    @Test(arguments: UInt64(0)..<500)
    func aJobEndsOnceWhateverTheOrderOfEvents(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let limit = Int.random(in: 1...3, using: &random)
        var machine = JobStateMachine(attemptCountMax: limit)
        var ends = 0
        var attempts: [Int] = []
        for _ in 0..<60 {
            let holder = Bool.random(using: &random) ? self.first : self.second
            let attempt = Int.random(in: 0...4, using: &random)
            var action = JobStateMachine.Action.none
            switch (Int.random(in: 0..<5, using: &random), machine.state) {
            case (0, .queued), (1, .queued): attempts.append(machine.lease(to: holder))
            case (1, _): action = machine.leaseLost(attempt: attempt)
            case (2, _) where Int.random(in: 0..<10, using: &random) == 0: action = machine.cancel()
            case (3, _): action = machine.outcome(.lost, of: attempt, from: holder)
            case (4, _) where Bool.random(using: &random):
                action = machine.outcome(.completed, of: attempt, from: holder)
            default: continue
            }
            if case .finish = action { ends += 1 }
            if case .finished = machine.state {} else { #expect(ends == 0) }
        }
        #expect(ends <= 1)
        #expect(attempts == Array(1..<(attempts.count + 1)))
        #expect(attempts.count <= limit)
    }
}
