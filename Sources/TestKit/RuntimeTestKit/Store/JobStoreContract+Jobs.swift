import JobStore
import RuntimeModel

extension JobStoreContract {
    static let jobs: [Self] = [
        Self("A job and its inputs are read back as they were written") { store in
            for job in [
                StoredSamples.job(1),
                StoredSamples.job(2, tags: ["b", "a", "b"], session: "s", resumedFrom: 1, rerunOf: 1),
            ] {
                _ = try await store.commit([StoredSamples.acceptance(job)])
                try demand(try await store.job(job.id), is: job)
                try demand(try await store.inputs(of: job.id), is: StoredSamples.inputs(Int(job.id.low)))
            }
            try demand(try await store.job(StoredSamples.jobID(3)), is: nil)
            try demand(try await store.inputs(of: StoredSamples.jobID(3)), is: nil)
            try await Self.demandConflict(
                store, .insertJob(StoredSamples.job(1), inputs: StoredSamples.inputs(1)))
        },
        Self("Progress is replaced as a whole, but for the last sequence, which is that of the last event") {
            store in
            let id = StoredSamples.jobID(1)
            var job = StoredSamples.job(1)
            job.progress.lastSequence = 9
            try await Self.commit(
                store, .insertJob(job, inputs: StoredSamples.inputs(1)),
                .appendEvents(StoredSamples.events(1, 1...3)),
                .updateJob(id, StoredSamples.progress(.running, lastSequence: 77)))
            let running = StoredSamples.progress(.running, lastSequence: 3)
            try demand(try await store.job(id)?.progress, is: running)
            let queued = JobProgress(status: .queued, attempt: 1, lastSequence: 3, lastReport: 0)
            try await Self.commit(store, .updateJob(id, queued))
            try demand(try await store.job(id)?.progress, is: queued)
            try await Self.demandConflict(store, .updateJob(StoredSamples.jobID(2), queued))
        },
        Self("A job that has ended stays ended, and as what it ended", Self.finality),
        Self("Unfinished jobs are listed in the order of their acceptance") { store in
            for number in [5, 3, 4] {
                _ = try await store.commit([StoredSamples.acceptance(StoredSamples.job(number))])
            }
            try await Self.commit(store, .updateJob(StoredSamples.jobID(3), StoredSamples.progress(.lost)))
            try await Self.commit(
                store, .updateJob(StoredSamples.jobID(5), StoredSamples.progress(.cancelling)))
            try demand(try await store.unfinishedJobs().map(\.id.low), is: [5, 4])
        },
        Self("A list is filtered, newest first, page by page", Self.listing),
        Self("A list that goes on behind a number repeats no job and leaves none out", Self.cursors),
        Self("Tags are replaced as a whole") { store in
            _ = try await store.commit([StoredSamples.acceptance(StoredSamples.job(1, tags: ["a", "b"]))])
            try await Self.commit(store, .setTags(StoredSamples.jobID(1), ["c"]))
            try demand(try await store.job(StoredSamples.jobID(1))?.tags, is: ["c"])
            try demand(try await store.jobs(JobFilter(tags: ["a"], limit: 9, offset: 0)).count, is: 0)
            try await Self.demandConflict(store, .setTags(StoredSamples.jobID(2), []))
        },
        Self("Attempts are added and changed by their number, and listed in its order", Self.attempts),
        Self("A job that has ended is deleted with all that belongs to it", Self.deletion),
    ]

    @Sendable private static func finality(_ store: any JobStore) async throws {
        for (number, status) in JobStatus.allCases.filter(\.isFinal).enumerated() {
            _ = try await store.commit([StoredSamples.acceptance(StoredSamples.job(number))])
            let id = StoredSamples.jobID(number)
            try await Self.commit(store, .updateJob(id, StoredSamples.progress(status)))
            for other in JobStatus.allCases where other != status {
                try await Self.demandConflict(store, .updateJob(id, StoredSamples.progress(other)))
            }
            var progress = StoredSamples.progress(status)
            progress.reason = "Another sentence."
            try await Self.commit(store, .updateJob(id, progress))
            try demand(try await store.job(id)?.progress, is: progress)
        }
    }

    @Sendable private static func listing(_ store: any JobStore) async throws {
        let jobs = [
            StoredSamples.job(1, owner: "ada", tags: ["x"]),
            StoredSamples.job(2, owner: "bob", programID: "bye"),
            StoredSamples.job(3, owner: "ada", programID: "bye", tags: ["x", "y", "x"]),
            StoredSamples.job(4, owner: "ada", session: "s"),
        ]
        _ = try await store.commit(jobs.map(StoredSamples.acceptance))
        try await Self.commit(store, .updateJob(StoredSamples.jobID(4), StoredSamples.progress(.failed)))
        let table: [(JobFilter, [UInt64], Int)] = [
            (JobFilter(limit: 9, offset: 0), [4, 3, 2, 1], 4), (JobFilter(limit: 2, offset: 1), [3, 2], 4),
            (JobFilter(owner: AccountID("ada"), limit: 9, offset: 0), [4, 3, 1], 3),
            (JobFilter(pending: true, limit: 9, offset: 0), [3, 2, 1], 3),
            (JobFilter(pending: false, limit: 9, offset: 0), [4], 1),
            (JobFilter(programID: ProgramID("bye"), limit: 9, offset: 0), [3, 2], 2),
            (JobFilter(tags: ["x"], limit: 9, offset: 0), [3, 1], 2),
            (
                JobFilter(
                    owner: AccountID("ada"), pending: true, programID: ProgramID("bye"), tags: ["y"],
                    limit: 9, offset: 0), [3], 1
            ),
            (JobFilter(tags: ["x", "y"], limit: 9, offset: 0), [3], 1),
            (JobFilter(owner: AccountID("bob"), tags: ["x"], limit: 9, offset: 0), [], 0),
            (JobFilter(owner: AccountID("ada"), tags: ["x"], limit: 9, offset: 0), [3, 1], 2),
            (JobFilter(pending: false, tags: ["x"], limit: 9, offset: 0), [], 0),
            (JobFilter(backend: "ring-2", limit: 9, offset: 0), [2], 1),
            (
                JobFilter(
                    pending: false, programID: ProgramID("hello"), backend: "ring-4", limit: 9, offset: 0),
                [4], 1
            ),
            (JobFilter(sessionID: SessionID("s"), limit: 9, offset: 0), [4], 1),
            (JobFilter(sessionID: SessionID("s"), tags: ["x"], limit: 9, offset: 0), [], 0),
            (JobFilter(createdAfter: StoredSamples.time(3), limit: 9, offset: 0), [4, 3], 2),
            (JobFilter(createdBefore: StoredSamples.time(3), limit: 9, offset: 0), [2, 1], 2),
            (
                JobFilter(
                    owner: AccountID("ada"), createdAfter: StoredSamples.time(2),
                    createdBefore: StoredSamples.time(4),
                    limit: 9, offset: 0), [3], 1
            ),
            (JobFilter(createdAfter: StoredSamples.time(5), limit: 9, offset: 0), [], 0),
            (JobFilter(order: .oldestFirst, limit: 2, offset: 1), [2, 3], 4),
            (JobFilter(limit: 0, offset: 0), [], 4), (JobFilter(limit: 9, offset: 9), [], 4),
        ]
        for (filter, numbers, count) in table {
            let page = try await store.jobs(filter)
            try demand(page.rows.map(\.id.low), is: numbers)
            try demand(page.count, is: count)
        }
    }

    @Sendable private static func cursors(_ store: any JobStore) async throws {
        for number in 1...6 {
            _ = try await store.commit([StoredSamples.acceptance(StoredSamples.job(number))])
        }
        let first = try await store.jobs(JobFilter(limit: 2, offset: 0))
        try demand(first.rows.map(\.id.low), is: [6, 5])
        // The page's own last job goes, and another one comes.
        try await Self.commit(store, .updateJob(StoredSamples.jobID(5), StoredSamples.progress(.failed)))
        try await Self.commit(store, .deleteJob(StoredSamples.jobID(5)))
        _ = try await store.commit([StoredSamples.acceptance(StoredSamples.job(7))])
        let next = try await store.jobs(JobFilter(position: first.numbers.last, limit: 2, offset: 0))
        try demand(next.rows.map(\.id.low), is: [4, 3])
        try demand(next.count, is: 6)
        // A number is never given again, or a list of new jobs would pass over one.
        let oldest = try await store.jobs(JobFilter(order: .oldestFirst, limit: 9, offset: 0))
        let last = StoredSamples.jobID(7)
        try await Self.commit(store, .updateJob(last, StoredSamples.progress(.failed)), .deleteJob(last))
        _ = try await store.commit([StoredSamples.acceptance(StoredSamples.job(8))])
        let new = try await store.jobs(
            JobFilter(order: .oldestFirst, position: oldest.numbers.last, limit: 9, offset: 0))
        try demand(new.rows.map(\.id.low), is: [8])
    }

    @Sendable private static func attempts(_ store: any JobStore) async throws {
        func attempt(_ number: Int, end: String? = nil) -> StoredAttempt {
            StoredAttempt(
                key: AttemptKey(job: StoredSamples.jobID(1), attempt: number), worker: WorkerID("w\(number)"),
                incarnation: "i\(number)", startedAt: StoredSamples.time(number),
                endedAt: end.map { _ in StoredSamples.time(50) }, end: end)
        }
        try await Self.demandConflict(store, .putAttempt(attempt(1)))
        _ = try await store.commit([StoredSamples.acceptance(StoredSamples.job(1))])
        try await Self.commit(store, .putAttempt(attempt(2)), .putAttempt(attempt(1)))
        try await Self.commit(store, .putAttempt(attempt(1, end: "lost")))
        try demand(
            try await store.attempts(of: StoredSamples.jobID(1)), is: [attempt(1, end: "lost"), attempt(2)])
        try demand(try await store.attempts(of: StoredSamples.jobID(2)), is: [])
    }

    @Sendable private static func deletion(_ store: any JobStore) async throws {
        let id = StoredSamples.jobID(1)
        try await Self.demandConflict(store, .deleteJob(id))
        try await Self.commit(
            store, .insertJob(StoredSamples.job(1, tags: ["x"]), inputs: StoredSamples.inputs(1)),
            .appendEvents(StoredSamples.events(1, 1...2)),
            .putAttempt(
                StoredAttempt(
                    key: AttemptKey(job: id, attempt: 1), worker: WorkerID("w"), incarnation: "i",
                    startedAt: StoredSamples.time(1))))
        try await Self.demandConflict(store, .deleteJob(id))
        try await Self.commit(store, .updateJob(id, StoredSamples.progress(.cancelled)), .deleteJob(id))
        try demand(try await store.job(id), is: nil)
        try demand(try await store.inputs(of: id), is: nil)
        try demand(try await store.attempts(of: id), is: [])
        try demand(try await store.timeline(of: id, after: 0, limit: 9, byteCountMax: 999), is: [])
        try demand(try await store.jobs(JobFilter(tags: ["x"], limit: 9, offset: 0)).count, is: 0)
        // A new job must not come by the remains of the old one.
        _ = try await store.commit([StoredSamples.acceptance(StoredSamples.job(2))])
        try demand(
            try await store.timeline(of: StoredSamples.jobID(2), after: 0, limit: 9, byteCountMax: 999),
            is: [])
        try demand(try await store.attempts(of: StoredSamples.jobID(2)), is: [])
    }
}
