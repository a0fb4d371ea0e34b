import CoordinatorService
import JobStore
import RuntimeModel
import RuntimeTestKit
import RuntimeWire
import Testing

/// A disk without room refuses what is new, loses nothing of what was accepted, and ends nothing.
@Suite struct FullDiskTests {
    private static let empty = Array("{}".utf8)

    private func update(_ service: TestedCoordinator, _ wish: AccountUpdate) throws -> String? {
        try service.connect(as: TestedCoordinator.administrator).call(.accountUpdate, wish).refusal
    }

    @Test func commandsAreRefusedAndTakenAgainWhenThereIsRoom() throws {
        let service = try TestedCoordinator()
        let user = try service.connect(as: TestedCoordinator.user)
        let program = try user.upload()
        let before = try service.contents()
        service.fillDisk(true)
        let run = JobRun(programID: program, idempotencyKey: "run")
        let upload = ProgramUpload(idempotencyKey: "second", metadata: metadata())
        let open = SessionOpen(idempotencyKey: "open")
        for _ in 0..<2 {
            #expect(try user.call(.jobRun, run, body: Self.empty).refusal == "store.full")
            #expect(try user.call(.programUpload, upload, body: [35]).refusal == "store.full")
            #expect(try user.call(.sessionOpen, open).refusal == "store.full")
            let batch = [try WireJSON.encode(JobRunBatch(run: run, references: nil)), Self.empty, Self.empty]
            #expect(try user.call(.jobRunBatch, frames: batch).refusal == "store.full")
        }
        #expect(try user.call(.programList, ProgramListing()).refusal == nil)
        #expect(try service.contents() == before)
        service.fillDisk(false)
        #expect(try user.call(.programUpload, upload, body: [35]).refusal == nil)
        #expect(try user.call(.sessionOpen, open).refusal == nil)
        let job = try user.run(program)
        let executor = try service.startWorkers()
        try executor.lease(of: job)
        #expect(executor.messages(.lease).count == 1)
        #expect(service.failures.events.isEmpty)
    }

    @Test func whatMemoryWasAheadOfTheDiskIsTakenBack() throws {
        let service = try TestedCoordinator { $0.accountOpenSessionCountMax = 1 }
        let executor = try service.startWorkers(slots: 1)
        let user = try service.connect(as: TestedCoordinator.user)
        let program = try user.upload()
        service.fillDisk(true)
        let account = TestedCoordinator.user
        #expect(try self.update(service, AccountUpdate(account: account, role: .user)) == "store.full")
        #expect(try self.update(service, AccountUpdate(account: account, isDisabled: true)) == "store.full")
        let administrator = try service.connect(as: TestedCoordinator.administrator)
        for kind in [MessageKind.accountRenewToken, .accountDelete] {
            #expect(try administrator.call(kind, AccountName(account: account)).refusal == "store.full")
        }
        let wish = AccountCreate(account: AccountID("new"), role: .user)
        #expect(try administrator.call(.accountCreate, wish).refusal == "store.full")
        // The only slot and the only session are free again, and the account has its rights and its token.
        for number in 0..<3 {
            let run = JobRun(programID: program, idempotencyKey: "\(number)")
            #expect(try user.call(.jobRun, run, body: Self.empty).refusal == "store.full")
            let open = SessionOpen(idempotencyKey: "open \(number)")
            #expect(try user.call(.sessionOpen, open).refusal == "store.full")
        }
        service.fillDisk(false)
        #expect(try user.call(.sessionOpen, SessionOpen(idempotencyKey: "open last")).refusal == nil)
        try executor.lease(of: try user.run(program, key: "last"))
        #expect(executor.messages(.lease).count == 1)
        _ = try user.upload("another", key: "another")
        #expect(try administrator.call(.accountCreate, wish).refusal == nil)
    }

    @Test func reportsOfJobsWaitForRoomAndNothingOfThemIsLost() throws {
        let service = try TestedCoordinator()
        let executor = try service.startWorkers(slots: 2)
        let user = try service.connect(as: TestedCoordinator.user)
        let program = try user.upload()
        let (job, other) = (try user.run(program, key: "1"), try user.run(program, key: "2"))
        for id in [job, other] { try executor.lease(of: id) }
        let listener = try Listener(service, as: TestedCoordinator.user)
        listener.subscribe(to: job)
        service.loop.run(for: .milliseconds(100))
        service.fillDisk(true)
        executor.publish(1...3, of: job)
        // New commands do not keep what waits from being tried, nor is anybody told of what is not durable.
        for number in 3..<6 {
            let run = JobRun(programID: program, idempotencyKey: "\(number)")
            #expect(try user.call(.jobRun, run, body: Self.empty).refusal == "store.full")
        }
        service.loop.run(for: .seconds(5))
        #expect(executor.messages(.reportAnswer).isEmpty)
        #expect(listener.events.isEmpty)
        #expect(try service.timeline(of: job).count == 2)
        service.fillDisk(false)
        try executor.answered(3, of: job)
        try executor.end(job, number: 4)
        try executor.answered(4, of: job)
        try executor.end(other, number: 1)
        #expect(try user.call(.jobResult, job: job).refusal == nil)
        let sequences = try service.timeline(of: job).map(\.sequence)
        #expect(sequences == Array(1...UInt64(sequences.count)))
        #expect(listener.events.map(\.sequence) == Array(sequences.dropFirst(2)))
        #expect(service.failures.events.isEmpty)
    }

    @Test func aFullDiskDoesNotKeepTheServiceFromStopping() throws {
        let service = try TestedCoordinator()
        let executor = try service.startWorkers()
        let user = try service.connect(as: TestedCoordinator.user)
        let job = try user.run(try user.upload())
        try executor.lease(of: job)
        service.fillDisk(true)
        executor.publish(1...1, of: job)
        service.loop.run(for: .seconds(2))
        service.stop()
        #expect(service.stops.events == [true])
        #expect(service.failures.events.isEmpty)
        // What nobody was told of is asked for again after the next start.
        service.fillDisk(false)
        service.restart()
        try executor.register()
        executor.publish(1...1, of: job)
        try executor.answered(1, of: job)
        #expect(try service.timeline(of: job).count == 3)
    }
}
