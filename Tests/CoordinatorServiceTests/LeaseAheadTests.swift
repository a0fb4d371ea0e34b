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

        /// Ends a job this long after its lease was there, and lets everything come of it.
        func end(_ job: JobID, after pause: Duration = .zero) throws {
            try self.executor.lease(of: job)
            self.service.loop.run(for: pause)
            try self.executor.end(job, number: 1)
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
        try scene.end(scene.jobs[3], after: .milliseconds(30))
        #expect(scene.leased.count == given)
        try scene.end(scene.jobs[4])
        #expect(scene.leased.count <= given + 1)
    }

    @Test func nobodyIsOvertakenByWhatIsGivenAhead() throws {
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
