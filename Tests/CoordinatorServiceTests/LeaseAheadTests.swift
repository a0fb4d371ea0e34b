import CoordinatorService
import InProcessBus
import RuntimeModel
import RuntimeTestKit
import RuntimeWire
import Testing

/// Jobs of a session that are given to an executor before it has a slot for them.
@Suite struct LeaseAheadTests {
    /// A service with an executor of one slot, and a session of a user with jobs in it.
    private struct Scene {
        let service: TestedCoordinator
        let executor: HandWorker
        let user: Caller
        let program: ProgramID
        let jobs: [JobID]

        init(leasesAhead: Int? = 4, jobCount: Int = 12) throws {
            self.service = try TestedCoordinator()
            self.executor = try self.service.startWorkers(slots: 1, leasesAhead: leasesAhead)
            self.user = try self.service.connect(as: TestedCoordinator.user)
            let program = try self.user.upload(isPublic: false)
            self.program = program
            let session = try self.user.call(.sessionOpen, SessionOpen(idempotencyKey: "open"))
                .json(as: SessionSummary.self).sessionID
            let run = JobRun(programID: program, idempotencyKey: "batch", sessionID: session)
            let bodies = [[UInt8]](repeating: Array("{}".utf8), count: jobCount)
            let frames = [try WireJSON.encode(JobRunBatch(run: run))] + bodies
            self.jobs = try self.user.call(.jobRunBatch, frames: frames).json(as: JobsAccepted.self).jobIDs
        }

        /// Ends a job that ran so long, and lets everything come of it.
        func end(_ job: JobID, _ status: JobStatus = .completed, milliseconds: Int = 1) throws {
            try self.executor.lease(of: job)
            try self.executor.end(job, number: 1, status, runMilliseconds: milliseconds)
            try self.executor.answered(1, of: job)
            self.service.loop.run(for: .milliseconds(5))
        }

        /// The jobs that the executor was given, in order.
        var leased: [JobID] { self.executor.messages(.lease).map(\.header.job) }
    }

    @Test func shortJobsAreGivenAheadMoreAndMoreOfThemUpToTheLimit() throws {
        let scene = try Scene()
        try scene.executor.lease(of: scene.jobs[0])
        #expect(scene.leased == Array(scene.jobs.prefix(1)))
        for index in 0..<7 {
            try scene.end(scene.jobs[index])
            // Those that have ended, the one in the slot, and those ahead.
            let expected = min(12, index + 1 + 1 + min(index + 1, 4))
            #expect(scene.leased == Array(scene.jobs.prefix(expected)))
        }
    }

    @Test func aLongJobEndsIt() throws {
        let scene = try Scene()
        for index in 0..<3 { try scene.end(scene.jobs[index]) }
        let given = scene.leased.count
        try scene.end(scene.jobs[3], .failed, milliseconds: 30)
        #expect(scene.leased.count == given)
        try scene.end(scene.jobs[4])
        #expect(scene.leased.count <= given + 1)
    }

    @Test func whatIsGivenBackStandsFirstInItsLineAndIsNoAttempt() throws {
        let scene = try Scene()
        for index in 0..<3 { try scene.end(scene.jobs[index]) }
        let given = Array(scene.leased.dropFirst(3))
        #expect(given.count == 4)
        // All but the one in the slot, the last one first, as an executor does.
        for job in given.dropFirst().reversed() {
            try scene.executor.end(job, number: 1, .lost, code: .leaseReturned, runMilliseconds: nil)
        }
        scene.service.loop.run(for: .milliseconds(50))
        #expect(scene.leased.count == 7)
        try scene.end(given[0], milliseconds: 50)
        for job in given.dropFirst() {
            try scene.executor.lease(of: job, attempt: 2)
            try scene.executor.end(job, attempt: 2, number: 1, runMilliseconds: 50)
            try scene.executor.answered(1, of: job, attempt: 2)
        }
        let order = scene.leased.dropFirst(7).prefix(3)
        #expect(Array(order) == Array(given.dropFirst()))
        // Given back again and again, it is run in the end.
        let next = scene.jobs[7]
        for attempt in 1...5 {
            try scene.executor.lease(of: next, attempt: attempt)
            try scene.executor.end(
                next, attempt: attempt, number: 1, .lost, code: .leaseReturned, runMilliseconds: nil)
        }
        try scene.executor.lease(of: next, attempt: 6)
        try scene.executor.end(next, attempt: 6, number: 1)
        try scene.service.waitForStatus(.completed, of: next)
    }

    @Test func nothingMoreIsGivenAheadOfWhoGoesFirst() throws {
        let scene = try Scene()
        for index in 0..<3 { try scene.end(scene.jobs[index]) }
        let given = scene.leased
        let other = try scene.service.connect(as: TestedCoordinator.other)
        let urgent = try other.run(try other.upload("other", key: "other"))
        // What was given before comes first; nothing else does.
        for job in given.dropFirst(3) { try scene.end(job) }
        #expect(Array(scene.leased.prefix(given.count + 1)) == given + [urgent])
    }

    @Test func whoTakesNothingAheadIsGivenNothing() throws {
        let scene = try Scene(leasesAhead: nil)
        for index in 0..<5 {
            try scene.end(scene.jobs[index])
            #expect(scene.leased.count == index + 2)
        }
    }

    @Test func whatWasGivenAheadIsRunElsewhereWhenItsExecutorIsLost() throws {
        let scene = try Scene(jobCount: 5)
        for index in 0..<2 { try scene.end(scene.jobs[index]) }
        #expect(scene.leased == scene.jobs)
        scene.executor.isBeating = false
        let another = try HandWorker(scene.service, name: "another", role: .executor)
        try another.register(slots: 5)
        for job in scene.jobs.dropFirst(2) {
            try another.lease(of: job, attempt: 2, within: .seconds(60))
            try another.end(job, attempt: 2, number: 1)
        }
        for job in scene.jobs { try scene.service.waitForStatus(.completed, of: job) }
    }
}
