import CoordinatorService
import JobStore
import MessageBus
import RuntimeClient
import RuntimeModel
import RuntimeTestKit
import RuntimeWire
import Testing

/// Accounts: their rights, their tokens and what they may take up.
@Suite struct AccountTests {
    private static let empty = Array("{}".utf8)

    /// A caller of a new account of role author with quotas.
    private func author(
        _ service: TestedCoordinator, _ name: String, _ quotas: AccountQuotas = AccountQuotas()
    ) throws -> Caller {
        let administrator = try service.connect(as: TestedCoordinator.administrator)
        let wish = AccountCreate(account: AccountID(name), role: .author, quotas: quotas)
        let made = try administrator.call(.accountCreate, wish).json(as: AccountToken.self)
        return try Caller(
            on: service.loop, bus: service.bus, to: Endpoint("inproc://commands"),
            as: Credentials(account: made.account, token: made.token))
    }

    private func update(_ service: TestedCoordinator, _ wish: AccountUpdate) throws -> Message {
        try service.connect(as: TestedCoordinator.administrator).call(.accountUpdate, wish)
    }

    private func tryRun(_ caller: Caller, _ program: ProgramID, _ key: String) throws -> Message {
        try caller.call(.jobRun, JobRun(programID: program, idempotencyKey: key), body: Self.empty)
    }

    /// A second copy of the command would be told that there is such an account, and the token would be lost.
    @Test func anAccountThatTakesLongToBeMadeIsAskedForOnce() throws {
        let service = try TestedCoordinator()
        let client = try service.connectClient(as: TestedCoordinator.administrator)
        service.slowCommits(to: .seconds(2))
        let made = service.loop.run {
            let created = try await client.createAccount(AccountID("new"), role: .user)
            return (created, try await client.renewToken(of: created.account))
        }
        let (created, renewed) = try unwrap(made).get()
        let caller = try Caller(
            on: service.loop, bus: service.bus, to: Endpoint("inproc://commands"),
            as: Credentials(account: created.account, token: renewed.token))
        #expect(created.token != renewed.token)
        #expect(try caller.call(.serviceHello).refusal == nil)
    }

    @Test func rightsChangeAtOnceAndForGood() throws {
        let service = try TestedCoordinator()
        let reader = try service.connect(as: TestedCoordinator.reader)
        let upload = ProgramUpload(idempotencyKey: "k", metadata: metadata("program", 1, true))
        #expect(try reader.call(.programUpload, upload, body: [1]).refusal == "account.notAllowed")
        let wish = AccountUpdate(
            account: TestedCoordinator.reader, role: .author, mayPublish: true,
            quotas: AccountQuotas(queuedJobCountMax: 3))
        let row = try self.update(service, wish).json(as: AccountSummary.self)
        #expect(row.role == .author && row.mayPublish && row.quotas.queuedJobCountMax == 3)
        #expect(row.quotas.runningJobCountMax == service.limits.accountRunningJobCountMax)
        #expect(try reader.call(.programUpload, upload, body: [1]).refusal == nil)
        service.restart()
        service.loop.run(for: .milliseconds(100))
        let stored = try unwrap(try service.contents().accounts.first { $0.id == TestedCoordinator.reader })
        #expect(stored.role == .author && stored.mayPublish)
        #expect(stored.quotas == AccountQuotas(queuedJobCountMax: 3))
    }

    @Test func aDisabledAccountCommandsNothingAndItsWaitingJobsWait() throws {
        let service = try TestedCoordinator()
        let user = try service.connect(as: TestedCoordinator.user)
        let job = try user.run(try user.upload())
        _ = try self.update(service, AccountUpdate(account: TestedCoordinator.user, isDisabled: true))
        #expect(try user.call(.jobList, JobListing()).refusal == "account.notAllowed")
        let listener = try Listener(service, as: TestedCoordinator.user)
        listener.subscribe(to: job)
        let executor = try service.startWorkers()
        service.loop.run(for: .seconds(1))
        #expect(listener.markers.isEmpty)
        #expect(executor.messages(.lease).isEmpty)
        _ = try self.update(service, AccountUpdate(account: TestedCoordinator.user, isDisabled: false))
        try executor.lease(of: job)
        #expect(try user.call(.jobList, JobListing()).refusal == nil)
    }

    @Test func anAdministratorKeepsItsOwnRights() throws {
        let service = try TestedCoordinator()
        let itself = TestedCoordinator.administrator
        for wish in [
            AccountUpdate(account: itself, role: .user), AccountUpdate(account: itself, isDisabled: true),
        ] {
            #expect(try self.update(service, wish).refusal == "command.invalid")
        }
        let nobody = AccountUpdate(account: AccountID("nobody"), role: .user)
        #expect(try self.update(service, nobody).refusal == "account.notFound")
        let negative = AccountUpdate(account: itself, quotas: AccountQuotas(queuedJobCountMax: -1))
        #expect(try self.update(service, negative).refusal == "command.invalid")
    }

    @Test func aNewTokenTakesTheOldOnesPlace() throws {
        let service = try TestedCoordinator()
        let administrator = try service.connect(as: TestedCoordinator.administrator)
        let name = AccountName(account: TestedCoordinator.user)
        let made = try administrator.call(.accountRenewToken, name).json(as: AccountToken.self)
        #expect(made.account == TestedCoordinator.user)
        let stored = try unwrap(try service.contents().accounts.first { $0.id == TestedCoordinator.user })
        #expect(stored.tokenHash == AccountDirectory.hash(of: made.token))
        let directory = AccountDirectory()
        directory.put(stored)
        #expect(
            directory.identity(for: Credentials(account: stored.id, token: made.token))?.account
                == TestedCoordinator.user)
        #expect(directory.identity(for: TestedCoordinator.credentials(TestedCoordinator.user)) == nil)
        var disabled = stored
        disabled.isDisabled = true
        directory.put(disabled)
        #expect(directory.identity(for: Credentials(account: stored.id, token: made.token)) == nil)
    }

    @Test func asManyJobsWaitAsTheQuotaSaysHoweverFastTheyCome() throws {
        let service = try TestedCoordinator()
        let ada = try self.author(service, "ada", AccountQuotas(queuedJobCountMax: 3))
        let program = try ada.upload()
        service.slowCommits(to: .milliseconds(50))
        let sent = try (1...5).map { number in
            try ada.send(
                .jobRun, JobRun(programID: program, idempotencyKey: "\(number)"), body: Self.empty)
        }
        let refusals = try sent.map { try ada.answer(to: $0).refusal }
        #expect(refusals == [nil, nil, nil, "account.quotaExceeded", "account.quotaExceeded"])
        let error = try ada.answer(to: sent[4]).json(as: ErrorReport.self)
        #expect(error.context == ["quota": "queued_job_count_max", "limit": "3"])
        // A repeated command gets its first answer, quota or not.
        #expect(try self.tryRun(ada, program, "2").refusal == nil)
        #expect(try service.contents().jobs.count == 3)
        // Others have quotas of their own, and a place is free again once a job has gone.
        let user = try service.connect(as: TestedCoordinator.user)
        _ = try user.run(try user.upload())
        let first = try ada.answer(to: sent[0]).json(as: JobAccepted.self).jobID
        _ = try ada.call(.jobCancel, job: first)
        #expect(try self.tryRun(ada, program, "6").refusal == nil)
    }

    @Test func noMoreJobsRunThanTheQuotaSays() throws {
        let service = try TestedCoordinator()
        let executor = try service.startWorkers(slots: 4)
        let ada = try self.author(service, "ada", AccountQuotas(runningJobCountMax: 2))
        let program = try ada.upload()
        let jobs = try (1...4).map { try ada.run(program, key: "\($0)") }
        service.loop.run(for: .seconds(1))
        #expect(executor.messages(.lease).map(\.header.job) == Array(jobs[..<2]))
        // Others are not held up by those that wait.
        let user = try service.connect(as: TestedCoordinator.user)
        try executor.lease(of: try user.run(try user.upload()))
        try executor.end(jobs[0], number: 1)
        try executor.lease(of: jobs[2])
        _ = try self.update(
            service,
            AccountUpdate(account: AccountID("ada"), quotas: AccountQuotas(runningJobCountMax: 3)))
        try executor.lease(of: jobs[3])
    }

    @Test func accountsTakeTurns() throws {
        let service = try TestedCoordinator()
        let user = try service.connect(as: TestedCoordinator.user)
        let other = try service.connect(as: TestedCoordinator.other)
        let program = try user.upload()
        let many = try (1...6).map { try user.run(program, key: "\($0)") }
        let own = try other.upload()
        let few = try (1...2).map { try other.run(own, key: "\($0)") }
        let executor = try service.startWorkers(slots: 1)
        for job in [many[0], few[0], many[1], few[1], many[2]] {
            try executor.lease(of: job)
            try executor.end(job, number: 1)
        }
    }

    @Test func nothingIsAcceptedBeyondTheBytesThatMayBeKept() throws {
        let service = try TestedCoordinator()
        let ada = try self.author(service, "ada", AccountQuotas(storedByteCountMax: 1000))
        let program = try ada.upload()
        let inputs = Array("{\"text\":\"\(String(repeating: "a", count: 800))\"}".utf8)
        let first = try ada.call(.jobRun, JobRun(programID: program, idempotencyKey: "1"), body: inputs)
        #expect(first.refusal == nil)
        let second = JobRun(programID: program, idempotencyKey: "2")
        #expect(try ada.call(.jobRun, second, body: inputs).refusal == "account.quotaExceeded")
        let upload = ProgramUpload(idempotencyKey: "u", metadata: metadata())
        let source = [UInt8](repeating: 35, count: 900)
        #expect(try ada.call(.programUpload, upload, body: source).refusal == "account.quotaExceeded")
        let rows = try service.connect(as: TestedCoordinator.administrator).call(.accountList, Page())
            .json(as: AccountList.self).accounts
        let row = try unwrap(rows.first { $0.account == AccountID("ada") })
        #expect(row.usage.queuedJobCount == 1)
        #expect((inputs.count...1000).contains(row.usage.storedByteCount))
        // Deleting makes room, also after a restart.
        service.restart()
        service.loop.run(for: .milliseconds(100))
        #expect(try ada.call(.jobRun, second, body: inputs).refusal == "account.quotaExceeded")
        let job = try first.json(as: JobAccepted.self).jobID
        _ = try ada.call(.jobCancel, job: job)
        #expect(try ada.call(.jobDelete, job: job).refusal == nil)
        #expect(try ada.call(.jobRun, second, body: inputs).refusal == nil)
    }
}
