import ContentHashing
import JobStore
import RuntimeModel
import RuntimeTestKit
import RuntimeWire

/// A small store with something in every table: what the checked-in dumps of older schemas hold.
enum SchemaSample {
    static let body = StoredSamples.bytes(300)
    static let claim = IdempotencyClaim(
        account: AccountID("ada"), key: "first", request: [], answer: [1, 2, 3],
        claimedAt: StoredSamples.time(1))
    /// As the first schema had it, with the hash of its events, which the second one added.
    static let running = JobProgress(
        status: .running, attempt: 2, worker: WorkerID("executor-1"), incarnation: "first", lastSequence: 5,
        lastReport: 7, resultSequence: 3, code: "program.raised",
        reason: "The program raised; read the traceback.", startedAt: StoredSamples.time(10),
        endedAt: StoredSamples.time(20), timelineHash: Self.hash(of: StoredSamples.events(1, 1...5)))

    private static func hash(of events: [EventRecord]) -> [UInt8] {
        var hash = TimelineHash()
        for event in events { hash.append(header: event.header.encoded(), body: event.body) }
        return hash.bytes
    }

    static let attempt = StoredAttempt(
        key: AttemptKey(job: StoredSamples.jobID(1), attempt: 1), worker: WorkerID("executor-1"),
        incarnation: "first",
        startedAt: StoredSamples.time(1), endedAt: StoredSamples.time(2), end: "lost")

    static func write(to store: any JobStore) async throws {
        _ = try await store.commit([
            StoreTransaction(writes: [
                .insertAccount(StoredSamples.account("ada")),
                .insertAccount(StoredSamples.account("root", role: .administrator)),
                .insertProgram(StoredSamples.program("hello")),
                .insertProgram(StoredSamples.program("hello", version: 2)),
                .insertProgram(StoredSamples.program("gone", owner: "bob")),
                .setProgramVisibility(ProgramID("hello"), isPublic: true, sharedWith: []),
            ]),
            StoreTransaction(
                claim: Self.claim,
                writes: [
                    .insertJob(StoredSamples.job(1, tags: ["x", "y"]), inputs: StoredSamples.inputs(1)),
                    .appendEvents(StoredSamples.events(1, 1...3)),
                ]),
            StoreTransaction(writes: [
                .insertJob(StoredSamples.job(2, programID: "gone"), inputs: StoredSamples.inputs(2)),
                .deleteProgram(ProgramID("gone")), .putAttempt(Self.attempt),
                .updateJob(StoredSamples.jobID(2), StoredSamples.progress(.completed)),
            ]),
            StoreTransaction(writes: [
                .appendEvents(StoredSamples.events(1, 4...5)),
                .updateJob(StoredSamples.jobID(1), Self.running),
            ]),
        ])
        _ = try await store.putBody(ContentHash.reference(to: Self.body), offset: 0, chunk: Self.body)
    }

    /// What a store that was written so holds, each part with whether it is there.
    static func findings(in store: any JobStore) async throws -> [(part: String, isThere: Bool)] {
        let program = try await store.program(ProgramID("hello"), version: nil, includingDeleted: false)
        let gone = try await store.program(ProgramID("gone"), version: 1, includingDeleted: true)
        let first = try await store.job(StoredSamples.jobID(1))
        var expected = StoredSamples.job(1, tags: ["x", "y"])
        expected.progress = Self.running
        let id = StoredSamples.jobID(1)
        return [
            ("accounts", try await store.accounts().map(\.id.rawValue) == ["ada", "root"]),
            ("program", program == StoredSamples.program("hello", version: 2, isPublic: true)),
            (
                "found by words",
                try await store.programs(ProgramFilter(words: ["hell"], limit: 9, offset: 0)).count == 1
            ),
            (
                "bytes kept",
                try await store.storedByteCounts().keys.map(\.rawValue).sorted() == ["ada", "bob"]
            ),
            ("deleted program", gone == StoredSamples.program("gone", owner: "bob")),
            ("listed programs", try await store.programs(ProgramFilter(limit: 9, offset: 0)).count == 1),
            (
                "claim",
                try await store.earlierClaim(of: Self.claim.account, key: Self.claim.key, request: [1])
                    == .sameCommand(answer: Self.claim.answer)
            ),
            ("job", first == expected),
            ("ended job", try await store.job(StoredSamples.jobID(2))?.progress.status == .completed),
            ("unfinished jobs", try await store.unfinishedJobs().map(\.id) == [id]),
            ("inputs", try await store.inputs(of: id) == StoredSamples.inputs(1)),
            ("attempts", try await store.attempts(of: id) == [Self.attempt]),
            (
                "timeline",
                try await store.timeline(of: id, after: 0, limit: 9, byteCountMax: 999)
                    == StoredSamples.events(1, 1...5)
            ),
            (
                "body",
                try await store.body(ContentHash.sha256(Self.body), offset: 0, byteCount: 999).bytes
                    == Self.body
            ),
        ]
    }
}
