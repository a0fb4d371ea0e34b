import ContentHashing
import CoordinatorService
import JobStore
import RuntimeClient
import RuntimeModel
import RuntimeTestKit
import RuntimeWire
import Testing

/// What one account can make the coordinator hold, in memory and on the disk.
@Suite struct BoundsTests {
    private static let empty = Array("{}".utf8)

    /// Inputs of a length.
    private func inputs(_ byteCount: Int, _ letter: String = "x") -> [UInt8] {
        Array("{\"a\":\"\(String(repeating: letter, count: byteCount - 8))\"}".utf8)
    }

    private func put(_ bytes: [UInt8], _ bodies: Caller) throws -> Message {
        try self.put(bytes, 0..<bytes.count, bodies)
    }

    private func put(_ bytes: [UInt8], _ range: Range<Int>, _ bodies: Caller) throws -> Message {
        let put = BodyPut(
            hash: ContentHash.reference(to: bytes).hashText, byteCount: bytes.count, offset: range.lowerBound)
        return try bodies.call(.bodyPut, put, body: Array(bytes[range]))
    }

    private func run(_ bytes: [UInt8], key: String, of program: ProgramID, _ user: Caller) throws -> Message {
        try user.call(
            .jobRun, JobRun(programID: program, idempotencyKey: key),
            body: ContentHash.reference(to: bytes).encoded, form: .reference)
    }

    private func storedByteCount(of account: AccountID, _ service: TestedCoordinator) throws -> Int {
        let store = service.store
        let counts = try unwrap(service.loop.run { try await store.storedByteCounts() }).get()
        return counts[account] ?? 0
    }

    // MARK: - Uploads

    @Test func anAccountWithTooManyUnfinishedUploadsDisturbsNobodyElses() throws {
        let service = try TestedCoordinator { $0.accountUploadCountMax = 3 }
        let user = try service.connect(as: TestedCoordinator.user, to: "inproc://bodies")
        let other = try service.connect(as: TestedCoordinator.other, to: "inproc://bodies")
        let whole = self.inputs(100)
        #expect(try self.put(whole, 0..<50, user).refusal == nil)
        for number in 0..<20 {
            let bytes = self.inputs(100 + number, "y")
            let answer = try self.put(bytes, 0..<50, other)
            #expect(answer.refusal == (number < 3 ? nil : "queue.full"))
            guard number >= 3 else { continue }
            let context = try answer.json(as: ErrorReport.self).context
            #expect(context == ["limit_name": "account_upload_count_max", "limit": "3"])
        }
        #expect(try self.put(whole, 50..<100, user).json(as: BodyProgress.self).received == 100)
        // Who finishes one may begin another.
        #expect(try self.put(self.inputs(100, "y"), 50..<100, other).refusal == nil)
        #expect(try self.put(self.inputs(110, "y"), 0..<50, other).refusal == nil)
        #expect(try self.put(self.inputs(111, "y"), 0..<50, other).refusal == "queue.full")
    }

    @Test func allAccountsTogetherHaveSoManyUploadsUnfinished() throws {
        let service = try TestedCoordinator { $0.uploadCountMax = 2 }
        let user = try service.connect(as: TestedCoordinator.user, to: "inproc://bodies")
        let other = try service.connect(as: TestedCoordinator.other, to: "inproc://bodies")
        #expect(try self.put(self.inputs(100), 0..<50, user).refusal == nil)
        #expect(try self.put(self.inputs(100), 0..<50, other).refusal == nil)
        let answer = try self.put(self.inputs(200), 0..<50, user)
        #expect(try answer.json(as: ErrorReport.self).context["limit_name"] == "upload_count_max")
        #expect(try self.put(self.inputs(100), 50..<100, user).refusal == nil)
        #expect(try self.put(self.inputs(200), 0..<50, user).refusal == nil)
    }

    @Test func anUploadThatStandsStillIsGivenUpWhichItsClientIsTold() throws {
        let service = try TestedCoordinator {
            $0.retention.interval = .seconds(1)
            $0.retention.uploadIdleDurationMax = .seconds(20)
            $0.accountUploadCountMax = 1
        }
        let user = try service.connect(as: TestedCoordinator.user, to: "inproc://bodies")
        let bytes = self.inputs(100)
        #expect(try self.put(bytes, 0..<50, user).refusal == nil)
        service.loop.run(for: .seconds(15))
        #expect(try self.put(bytes, 50..<60, user).refusal == nil)
        service.loop.run(for: .seconds(15))
        #expect(try self.put(bytes, 60..<70, user).refusal == nil)
        service.loop.run(for: .seconds(30))
        #expect(try self.put(bytes, 70..<80, user).refusal == "upload.notFound")
        // It takes no place any more.
        #expect(try self.put(self.inputs(200), user).refusal == nil)
        #expect(try self.put(bytes, 0..<50, user).refusal == nil)
        service.restart()
        service.loop.run(for: .milliseconds(100))
        #expect(try self.put(bytes, 50..<100, user).refusal == "upload.notFound")
    }

    @Test func theClientBeginsAnUploadThatWasGivenUpAgain() throws {
        let service = try TestedCoordinator()
        let client = try service.connectClient()
        let store = service.store
        let bytes = self.inputs(8 << 20)
        let reference = ContentHash.reference(to: bytes)
        let program = try unwrap(
            service.loop.run { try await client.upload(source: "source", metadata: metadata()) }
        ).get()
        let accepted = EventRecorder<JobID>()
        Task(executorPreference: client.connection.loop) {
            accepted.record(try await client.run(program, inputs: bytes).id)
        }
        var isForgotten = false
        while !isForgotten, accepted.events.isEmpty {
            service.loop.run(for: .microseconds(50))
            isForgotten = try unwrap(
                service.loop.run {
                    guard await store.holdsUpload(reference, of: TestedCoordinator.user) else { return false }
                    await store.forgetUpload(reference, of: TestedCoordinator.user)
                    return true
                }
            ).get()
        }
        #expect(isForgotten)
        service.loop.run(until: { !accepted.events.isEmpty }, within: .seconds(30))
        #expect(accepted.events.count == 1)
    }

    // MARK: - The disk

    @Test func aRefusedJobsBodyCountsForItsAccount() throws {
        let service = try TestedCoordinator {
            $0.accountStoredByteCountMax = 2000
            $0.queuedJobCountMax = 0
        }
        let user = try service.connect(as: TestedCoordinator.user)
        let bodies = try service.connect(as: TestedCoordinator.user, to: "inproc://bodies")
        let program = try user.upload()
        let bytes = self.inputs(1500)
        #expect(try self.put(bytes, bodies).refusal == nil)
        #expect(try self.run(bytes, key: "1", of: program, user).refusal == "queue.full")
        #expect(try self.put(self.inputs(600), bodies).refusal == "account.quotaExceeded")
        service.restart()
        service.loop.run(for: .milliseconds(100))
        #expect(try self.put(self.inputs(600), bodies).refusal == "account.quotaExceeded")
        #expect(try self.storedByteCount(of: TestedCoordinator.user, service) > 1500)
    }

    @Test func aBodyCountsOverDeletionsAndRestartsUntilItIsGone() throws {
        let service = try TestedCoordinator {
            $0.accountStoredByteCountMax = 2000
            $0.retention.interval = .seconds(1)
            $0.retention.unusedBodyAgeMax = .seconds(60)
        }
        let user = try service.connect(as: TestedCoordinator.user)
        let bodies = try service.connect(as: TestedCoordinator.user, to: "inproc://bodies")
        let program = try user.upload()
        let bytes = self.inputs(1500)
        #expect(try self.put(bytes, bodies).refusal == nil)
        // It counts once, also when the service that took it is another by now.
        service.restart()
        service.loop.run(for: .milliseconds(100))
        let job = try self.run(bytes, key: "1", of: program, user).json(as: JobAccepted.self).jobID
        #expect(try self.run(bytes, key: "2", of: program, user).refusal == "account.quotaExceeded")
        _ = try user.call(.jobCancel, job: job)
        #expect(try user.call(.jobDelete, job: job).refusal == nil)
        #expect(try self.put(self.inputs(600), bodies).refusal == "account.quotaExceeded")
        service.restart()
        service.loop.run(for: .milliseconds(100))
        #expect(try self.put(self.inputs(600), bodies).refusal == "account.quotaExceeded")
        // The same body may be run again meanwhile.
        let second = try self.run(bytes, key: "3", of: program, user).json(as: JobAccepted.self).jobID
        _ = try user.call(.jobCancel, job: second)
        #expect(try user.call(.jobDelete, job: second).refusal == nil)
        service.loop.run(for: .seconds(130))
        #expect(try self.put(self.inputs(600), bodies).refusal == nil)
        #expect(service.failures.events.isEmpty)
    }

    @Test func aBodyAnnouncedWithTwoLengthsCountsWithBoth() throws {
        let service = try TestedCoordinator { $0.accountStoredByteCountMax = 1000 }
        let bodies = try service.connect(as: TestedCoordinator.user, to: "inproc://bodies")
        let hash = ContentHash.reference(to: self.inputs(100)).hashText
        for (byteCount, refusal) in [(10, nil), (990, nil), (991, "account.quotaExceeded")]
            as [(Int, String?)]
        {
            let put = BodyPut(hash: hash, byteCount: byteCount, offset: 0)
            #expect(try bodies.call(.bodyPut, put, body: [1]).refusal == refusal)
        }
    }

    @Test func whatIsOnItsWayToTheDiskCountsWhenTheStoreIsAsked() throws {
        let service = try TestedCoordinator { $0.accountStoredByteCountMax = 3000 }
        let user = try service.connect(as: TestedCoordinator.user)
        let program = try user.upload()
        service.slowCommits(to: .milliseconds(50))
        let numbers = try (0..<6).map {
            try user.send(
                .jobRun, JobRun(programID: program, idempotencyKey: "\($0)"), body: self.inputs(1000))
        }
        let refusals = try numbers.map { try user.answer(to: $0).refusal }
        #expect(refusals == [nil, nil] + [String?](repeating: "account.quotaExceeded", count: 4))
        #expect(try self.storedByteCount(of: TestedCoordinator.user, service) <= 3000)
    }

    @Test func whatAWorkerPutsCountsForItsJobsOwnerAndIsNeverRefused() throws {
        let service = try TestedCoordinator {
            $0.accountStoredByteCountMax = 1000
            $0.accountUploadCountMax = 0
        }
        let executor = try service.startWorkers()
        let user = try service.connect(as: TestedCoordinator.user)
        let job = try user.run(try user.upload())
        try executor.lease(of: job)
        let before = try self.storedByteCount(of: TestedCoordinator.user, service)
        let bodies = try service.connect(as: TestedCoordinator.worker, to: "inproc://bodies")
        let bytes = self.inputs(5000)
        let put = BodyPut(hash: ContentHash.reference(to: bytes).hashText, byteCount: bytes.count, offset: 0)
        #expect(try bodies.call(.bodyPut, put, body: bytes, job: job).refusal == nil)
        // Whether or not the worker lives to report it.
        #expect(try self.storedByteCount(of: TestedCoordinator.user, service) == before + 5000)
        #expect(try self.storedByteCount(of: TestedCoordinator.worker, service) == 0)
    }

    // MARK: - Memory

    @Test func whatWaitsForTheDiskIsBoundedInBytes() throws {
        let service = try TestedCoordinator { $0.pendingByteCountMax = 5000 }
        let user = try service.connect(as: TestedCoordinator.user)
        let program = try user.upload()
        service.slowCommits(to: .milliseconds(50))
        let numbers = try (0..<20).map {
            try user.send(
                .jobRun, JobRun(programID: program, idempotencyKey: "\($0)"), body: self.inputs(1000))
        }
        let answers = try numbers.map { try user.answer(to: $0) }
        let refused = answers.filter { $0.refusal != nil }
        #expect((1...6).contains(answers.count - refused.count))
        for answer in refused {
            let report = try answer.json(as: ErrorReport.self)
            #expect(report.code == "queue.full")
            #expect(report.context == ["limit_name": "pending_byte_count_max", "limit": "5000"])
        }
        // Once they are durable there is room again, for as many.
        for number in 0..<20 {
            let run = JobRun(programID: program, idempotencyKey: "\(number)")
            #expect(try user.call(.jobRun, run, body: self.inputs(1000)).refusal == nil)
        }
        #expect(try service.contents().jobs.count == 20)
    }

    @Test func commandsThatWaitForTheStoreAreBoundedInBytes() throws {
        // A store that answers nobody.
        let service = try TestedCoordinator {
            $0.pendingByteCountMax = 3000
            $0.concurrentQueryCountMax = 0
        }
        let user = try service.connect(as: TestedCoordinator.user)
        let run = JobRun(programID: ProgramID("unknown"), idempotencyKey: "run")
        let numbers = try (0..<5).map { _ in try user.send(.jobRun, run, body: self.inputs(1000)) }
        let refusal = try user.answer(to: numbers[4]).json(as: ErrorReport.self)
        #expect(refusal.code == "queue.full")
        #expect(refusal.context == ["limit_name": "pending_byte_count_max", "limit": "3000"])
        #expect(Set(user.received.events.map(\.header.sequence)).isDisjoint(with: numbers[...1]))
    }

    @Test func aBatchIsBoundedInBytes() throws {
        let service = try TestedCoordinator { $0.batchByteCountMax = 5000 }
        let user = try service.connect(as: TestedCoordinator.user)
        let run = JobRun(programID: try user.upload(), idempotencyKey: "batch")
        let frame = try WireJSON.encode(JobRunBatch(run: run, references: nil))
        let inputs = self.inputs(1000)
        let answer = try user.call(.jobRunBatch, frames: [frame] + (0..<5).map { _ in inputs })
        let report = try answer.json(as: ErrorReport.self)
        #expect(report.code == "payload.tooLarge")
        #expect(
            report.context == [
                "bytes": "\(5000 + frame.count)", "limit": "5000", "limit_name": "batch_byte_count_max",
            ])
        #expect(try service.contents().jobs.isEmpty)
        #expect(try user.call(.jobRunBatch, frames: [frame] + (0..<4).map { _ in inputs }).refusal == nil)
    }

    // MARK: - Records

    @Test func sessionsThatEndedLongAgoAndHaveNoJobsAreForgotten() throws {
        let service = try TestedCoordinator {
            $0.retention.interval = .seconds(1)
            $0.retention.payloadAgeMax = .seconds(60)
        }
        let user = try service.connect(as: TestedCoordinator.user)
        let program = try user.upload()
        let sessions = try (0..<3).map { number in
            try user.call(.sessionOpen, SessionOpen(idempotencyKey: "\(number)", idleTimeMax: 3600))
                .json(as: SessionSummary.self).sessionID
        }
        let run = JobRun(programID: program, idempotencyKey: "run", sessionID: sessions[1])
        #expect(try user.call(.jobRun, run, body: Self.empty).refusal == nil)
        for session in sessions[...1] {
            #expect(try user.call(.sessionClose, SessionClose(sessionID: session)).refusal == nil)
        }
        service.loop.run(for: .seconds(50))
        #expect(try user.call(.sessionGet, SessionName(sessionID: sessions[0])).refusal == nil)
        service.loop.run(for: .seconds(20))
        let refusals = try sessions.map { try user.call(.sessionGet, SessionName(sessionID: $0)).refusal }
        #expect(refusals == ["session.notFound", nil, nil])
    }
}
