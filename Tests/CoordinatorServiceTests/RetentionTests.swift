import ContentHashing
import CoordinatorService
import JobStore
import RuntimeClient
import RuntimeModel
import RuntimeTestKit
import RuntimeWire
import Testing

/// What the coordinator removes by itself, what it never removes, and what is told to who asks for it.
@Suite struct RetentionTests {
    private func service(_ change: (inout RetentionLimits) -> Void) throws -> TestedCoordinator {
        try TestedCoordinator(limits: { limits in
            limits.retention.interval = .seconds(1)
            change(&limits.retention)
        })
    }

    /// Runs a job to its end.
    private func ended(
        _ caller: Caller, _ program: ProgramID, _ executor: HandWorker, key: String
    ) throws -> JobID {
        let job = try caller.run(program, key: key)
        try executor.lease(of: job)
        try executor.end(job, number: 1)
        try executor.answered(1, of: job)
        return job
    }

    private func put(_ bytes: [UInt8], _ bodies: Caller) throws -> Message {
        let put = BodyPut(hash: ContentHash.reference(to: bytes).hashText, byteCount: bytes.count, offset: 0)
        return try bodies.call(.bodyPut, put, body: bytes)
    }

    @Test func payloadsOfJobsThatEndedLongAgoAreRemovedAndTheirAbsenceIsAnError() throws {
        let service = try self.service { $0.payloadAgeMax = .seconds(60) }
        let executor = try service.startWorkers(slots: 2)
        let user = try service.connect(as: TestedCoordinator.user)
        let program = try user.upload()
        let job = try self.ended(user, program, executor, key: "1")
        let running = try user.run(program, key: "2")
        try executor.lease(of: running)
        service.loop.run(for: .seconds(50))
        #expect(try user.call(.jobResult, job: job).refusal == nil)
        service.loop.run(for: .seconds(20))
        for kind in [MessageKind.jobResult, .timelineRead] {
            let answer = try user.call(kind, TimelineRead(after: 0), job: job)
            #expect(answer.refusal == "job.payloadsRemoved")
        }
        #expect(try user.call(.jobGet, job: job, flags: 1).refusal == "job.payloadsRemoved")
        let resumed = JobRun(programID: program, idempotencyKey: "3", resumeFrom: job)
        #expect(try user.call(.jobRun, resumed, body: Array("{}".utf8)).refusal == "job.payloadsRemoved")
        // The job itself is there still, and one that runs is not touched.
        let summary = try user.call(.jobGet, job: job).json(as: JobSummary.self)
        #expect(summary.status == .completed && summary.payloadsRemovedAt != nil)
        #expect(try user.call(.jobGet, job: running, flags: 1).refusal == nil)
        #expect(try !service.timeline(of: running).isEmpty)
        try executor.end(running, number: 1)
        try executor.answered(1, of: running)
        #expect(try user.call(.jobResult, job: running).refusal == nil)
        #expect(service.failures.events.isEmpty)
    }

    /// What stands in the row is told as before; what its process told is not known any more.
    @Test func aJobWithoutPayloadsStillTellsHowItEnded() throws {
        let service = try self.service { $0.payloadAgeMax = .seconds(60) }
        let executor = try service.startWorkers()
        let user = try service.connect(as: TestedCoordinator.user)
        let client = try service.connectClient()
        let id = try user.run(try user.upload())
        try executor.lease(of: id)
        executor.tell(#"{"name":"ledger","main_at":1700000000000000,"publish_seconds":0.5}"#, of: id)
        try executor.end(id, number: 2, .failed)
        try executor.answered(2, of: id)
        let job = client.job(id)
        func told() throws -> (metrics: JobMetrics, usage: Double, error: String?) {
            let found = service.loop.run {
                (try await job.metrics(), try await job.usage(), try await job.errorMessage())
            }
            return try unwrap(found).get()
        }
        let before = try told()
        #expect(before.metrics.publishSeconds == 0.5)
        #expect(before.metrics.transpileSeconds == nil)
        #expect(before.metrics.timestamps[.main] == Timestamp(microseconds: 1_700_000_000_000_000))
        service.loop.run(for: .seconds(70))
        #expect(
            try user.call(.timelineRead, TimelineRead(after: 0), job: id).refusal == "job.payloadsRemoved")
        let after = try told()
        #expect(after.usage == before.usage && after.error == before.error && after.error != nil)
        #expect(after.metrics.publishSeconds == nil && after.metrics.timestamps[.main] == nil)
        #expect(after.metrics.timestamps[.finished] == before.metrics.timestamps[.finished])
        let failure = service.loop.run { try await job.result() }
        #expect(throws: RuntimeError.self) { try unwrap(failure).get() }
        #expect(try user.call(.jobResult, job: id).refusal == nil)
    }

    @Test func whenTooMuchIsKeptTheJobsThatEndedFirstLoseTheirPayloads() throws {
        let service = try self.service { $0.storedByteCountMax = 350 }
        let executor = try service.startWorkers()
        let user = try service.connect(as: TestedCoordinator.user)
        let program = try user.upload()
        let jobs = try (1...6).map { try self.ended(user, program, executor, key: "\($0)") }
        service.loop.run(for: .seconds(5))
        let refusals = try jobs.map { try user.call(.jobResult, job: $0).refusal }
        let removed = refusals.prefix { $0 == "job.payloadsRemoved" }.count
        #expect((1...5).contains(removed))
        #expect(refusals.dropFirst(removed).allSatisfy { $0 == nil })
        let store = service.store
        let counts = try unwrap(service.loop.run { try await store.storedByteCounts() }).get()
        #expect(counts.values.reduce(0, +) <= 350)
    }

    @Test func aBodyIsCollectedWhenNothingRefersToItForLongEnough() throws {
        let service = try self.service { $0.unusedBodyAgeMax = .seconds(20) }
        let user = try service.connect(as: TestedCoordinator.user)
        let bodies = try service.connect(as: TestedCoordinator.user, to: "inproc://bodies")
        let program = try user.upload()
        let wanted = Array(#"{"a":1}"#.utf8)
        let unwanted = Array(#"{"b":2}"#.utf8)
        for bytes in [wanted, unwanted] { #expect(try self.put(bytes, bodies).refusal == nil) }
        let run = JobRun(programID: program, idempotencyKey: "1")
        let reference = ContentHash.reference(to: wanted).encoded
        let job = try user.call(.jobRun, run, body: reference, form: .reference).json(as: JobAccepted.self)
            .jobID
        service.loop.run(for: .seconds(60))
        #expect(try self.get(wanted, bodies).refusal == nil)
        #expect(try self.get(unwanted, bodies).refusal == "body.notFound")
        // Once the job is gone, so is its body.
        _ = try user.call(.jobCancel, job: job)
        #expect(try user.call(.jobDelete, job: job).refusal == nil)
        service.loop.run(for: .seconds(5))
        #expect(try self.get(wanted, bodies).refusal == "body.notFound")
        let again = JobRun(programID: program, idempotencyKey: "2")
        #expect(
            try user.call(.jobRun, again, body: reference, form: .reference).refusal == "body.notFound")
    }

    private func get(_ bytes: [UInt8], _ bodies: Caller) throws -> Message {
        let wish = BodyGet(hash: ContentHash.reference(to: bytes).hashText, offset: 0, byteCount: 10)
        return try bodies.call(.bodyGet, wish)
    }

    @Test func aKeyIsForgottenWhenNobodyRepeatsItsCommandAnyMore() throws {
        let service = try self.service { $0.claimAgeMax = .seconds(30) }
        let user = try service.connect(as: TestedCoordinator.user)
        let program = try user.upload()
        let first = try user.run(program, key: "same")
        service.loop.run(for: .seconds(20))
        #expect(try user.run(program, key: "same") == first)
        service.loop.run(for: .seconds(20))
        #expect(try user.run(program, key: "same") != first)
    }

    @Test func whatIsBeingUploadedCountsForTheQuotaFromItsFirstChunkOn() throws {
        let service = try TestedCoordinator(limits: { $0.accountStoredByteCountMax = 1000 })
        let user = try service.connect(as: TestedCoordinator.user)
        let bodies = try service.connect(as: TestedCoordinator.user, to: "inproc://bodies")
        let program = try user.upload()
        let bytes = Array("{\"a\":\"\(String(repeating: "x", count: 592))\"}".utf8)
        let reference = ContentHash.reference(to: bytes)
        let first = BodyPut(hash: reference.hashText, byteCount: bytes.count, offset: 0)
        #expect(try bodies.call(.bodyPut, first, body: Array(bytes.prefix(10))).refusal == nil)
        let other = [UInt8](repeating: 7, count: 500)
        #expect(try self.put(other, bodies).refusal == "account.quotaExceeded")
        let rest = BodyPut(hash: reference.hashText, byteCount: bytes.count, offset: 10)
        #expect(try bodies.call(.bodyPut, rest, body: Array(bytes.dropFirst(10))).refusal == nil)
        #expect(try self.put(other, bodies).refusal == "account.quotaExceeded")
        // It counts once, as the job's, when a job refers to it.
        let run = JobRun(programID: program, idempotencyKey: "1")
        #expect(
            try user.call(.jobRun, run, body: reference.encoded, form: .reference).refusal == nil)
        #expect(try self.put([UInt8](repeating: 8, count: 200), bodies).refusal == nil)
    }

    @Test func aChunkBeyondWhatMayWaitIsToldToComeLater() throws {
        let service = try TestedCoordinator(limits: { $0.waitingChunkByteCountMax = 100 })
        let bodies = try service.connect(as: TestedCoordinator.user, to: "inproc://bodies")
        let bytes = [UInt8](repeating: 7, count: 101)
        #expect(try self.put(bytes, bodies).refusal == "queue.full")
        #expect(try self.put(Array(bytes.dropLast()), bodies).refusal == nil)
    }

    @Test func aPayloadThatIsTooLongIsRefusedWithTheLimitAndItsLength() throws {
        let service = try TestedCoordinator(limits: {
            $0.bodyByteCountMax = 100
            $0.sourceByteCountMax = 50
        })
        let user = try service.connect(as: TestedCoordinator.user)
        let program = try user.upload()
        let run = JobRun(programID: program, idempotencyKey: "1")
        let long = BodyReference(hash: [UInt8](repeating: 1, count: 32), byteCount: 101)
        let refused = try user.call(.jobRun, run, body: long.encoded, form: .reference)
        let error = try refused.json(as: ErrorReport.self)
        #expect(error.code == "payload.tooLarge")
        #expect(
            error.context == ["bytes": "101", "limit": "100", "limit_name": "body_byte_count_max"])
        let upload = ProgramUpload(idempotencyKey: "2", metadata: metadata())
        let source = try user.call(.programUpload, upload, body: [UInt8](repeating: 32, count: 51))
            .json(as: ErrorReport.self)
        #expect(
            source.context == ["bytes": "51", "limit": "50", "limit_name": "source_byte_count_max"])
    }
}
