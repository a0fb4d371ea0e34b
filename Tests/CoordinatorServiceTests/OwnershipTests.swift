import JobStore
import RuntimeModel
import RuntimeTestKit
import RuntimeWire
import Testing

/// Who may see and do what.
@Suite struct OwnershipTests {
    static let commandsOnJobs: [MessageKind] = [
        .jobGet, .jobCancel, .jobResult, .jobDelete, .jobTag, .timelineRead, .timelineLast,
    ]

    @Test(arguments: commandsOnJobs, [false, true])
    func anotherAccountsJobIsNotThere(kind: MessageKind, isEnded: Bool) throws {
        let service = try TestedCoordinator()
        let user = try service.connect(as: TestedCoordinator.user)
        let job = try user.run(try user.upload())
        if isEnded { _ = try user.call(.jobCancel, job: job) }
        let before = try service.contents()
        let other = try service.connect(as: TestedCoordinator.other)
        let json = Array(#"{"after":0,"tags":["mine"]}"#.utf8)
        #expect(try other.call(kind, frames: [json], job: job).refusal == "job.notFound")
        // Neither after a restart, when the job may be on the disk only.
        service.restart()
        service.loop.run(for: .milliseconds(100))
        #expect(try other.call(kind, frames: [json], job: job).refusal == "job.notFound")
        #expect(try service.contents() == before)
    }

    @Test func anotherAccountsJobsAreNotListed() throws {
        let service = try TestedCoordinator()
        let user = try service.connect(as: TestedCoordinator.user)
        let job = try user.run(try user.upload())
        let other = try service.connect(as: TestedCoordinator.other)
        let listed = try other.call(.jobList, JobListing()).json(as: JobList.self)
        #expect(listed.jobs.isEmpty)
        #expect(listed.count == 0)
        let administrator = try service.connect(as: TestedCoordinator.administrator)
        #expect(
            try administrator.call(.jobList, JobListing()).json(as: JobList.self).jobs.map(\.jobID) == [job])
        #expect(try administrator.call(.jobGet, job: job).refusal == nil)
    }

    @Test func aPrivateProgramIsNotThereForOthers() throws {
        let service = try TestedCoordinator()
        let user = try service.connect(as: TestedCoordinator.user)
        let program = try user.upload()
        let other = try service.connect(as: TestedCoordinator.other)
        let before = try service.contents()
        let name = ProgramName(programID: program)
        #expect(try other.call(.programGet, name).refusal == "program.notFound")
        #expect(try other.call(.programDelete, name).refusal == "program.notFound")
        let update = ProgramUpdate(programID: program, idempotencyKey: "k")
        #expect(try other.call(.programUpdate, update).refusal == "program.notFound")
        let run = JobRun(programID: program, idempotencyKey: "k")
        #expect(try other.call(.jobRun, run, body: Array("{}".utf8)).refusal == "program.notFound")
        #expect(try other.call(.programList, Page()).json(as: ProgramList.self).programs.isEmpty)
        #expect(try service.contents() == before)
    }

    @Test func aPublicProgramMayBeRunByAllAndChangedByItsOwner() throws {
        let service = try TestedCoordinator()
        let user = try service.connect(as: TestedCoordinator.user)
        let program = try user.upload()
        let other = try service.connect(as: TestedCoordinator.other)
        let visible = ProgramVisibility(programID: program, isPublic: true)
        #expect(try other.call(.programSetVisibility, visible).refusal == "program.notFound")
        #expect(try user.call(.programSetVisibility, visible).refusal == nil)

        _ = try other.run(program)
        let shown = try other.call(.programGet, ProgramName(programID: program))
        #expect(shown.refusal == nil)
        #expect(shown.frames.count == 1, "the source is for its owner only")
        let hidden = ProgramVisibility(programID: program, isPublic: false)
        #expect(try other.call(.programSetVisibility, hidden).refusal == "account.notAllowed")
        #expect(
            try other.call(.programDelete, ProgramName(programID: program)).refusal == "account.notAllowed")

        #expect(try user.call(.programSetVisibility, hidden).refusal == nil)
        let run = JobRun(programID: program, idempotencyKey: "again")
        #expect(try other.call(.jobRun, run, body: Array("{}".utf8)).refusal == "program.notFound")
    }

    @Test(arguments: [MessageKind.programUpload, .jobRun, .jobList, .serviceHello, .accountCreate])
    func aWorkersAccountMayNotCommand(kind: MessageKind) throws {
        let service = try TestedCoordinator()
        let worker = try service.connect(as: TestedCoordinator.worker)
        #expect(try worker.call(kind, frames: [Array("{}".utf8)]).refusal == "account.notAllowed")
    }

    @Test(arguments: [TestedCoordinator.user, TestedCoordinator.administrator])
    func onlyAWorkersAccountMayRegister(account: AccountID) throws {
        let service = try TestedCoordinator()
        let caller = try service.connect(as: account, to: "inproc://workers")
        caller.send(.register, frames: [Array("{}".utf8)])
        let answer = try caller.next("an answer") { _ in true }
        #expect(answer.refusal == "account.notAllowed")
        let user = try service.connect(as: TestedCoordinator.user)
        #expect(try user.call(.serviceStatus).json(as: ServiceStatus.self).workers.isEmpty)
    }

    @Test(arguments: [
        MessageKind.accountCreate, .accountList, .accountDelete, .accountUpdate, .accountRenewToken,
    ])
    func onlyAnAdministratorManagesAccounts(kind: MessageKind) throws {
        let service = try TestedCoordinator()
        let before = try service.contents()
        let user = try service.connect(as: TestedCoordinator.user)
        let json = Array(#"{"account":"other","role":"administrator"}"#.utf8)
        #expect(try user.call(kind, frames: [json]).refusal == "account.notAllowed")
        #expect(try service.contents() == before)
    }

    @Test func aDeletedAccountsOpenConnectionMayDoNothingMore() throws {
        let service = try TestedCoordinator()
        let other = try service.connect(as: TestedCoordinator.other)
        _ = try other.upload()
        let administrator = try service.connect(as: TestedCoordinator.administrator)
        _ = try administrator.call(.accountDelete, AccountName(account: TestedCoordinator.other))
        #expect(try other.call(.jobList, JobListing()).refusal == "account.notAllowed")
        // Its programs stay, and so does its absence after a restart.
        service.restart()
        service.loop.run(for: .milliseconds(100))
        let contents = try service.contents()
        #expect(contents.programs.count == 1)
        #expect(!contents.accounts.contains { $0.id == TestedCoordinator.other })
    }

    @Test func anotherAccountsJobCannotBeHeard() throws {
        let service = try TestedCoordinator()
        let user = try service.connect(as: TestedCoordinator.user)
        let job = try user.run(try user.upload())
        for (account, isHeard) in [
            (TestedCoordinator.other, false), (TestedCoordinator.worker, false),
            (TestedCoordinator.user, true),
            (TestedCoordinator.administrator, true),
        ] {
            let listener = try Listener(service, as: account)
            listener.subscribe(to: job)
            service.loop.run(for: .seconds(1))
            #expect(listener.markers.count == (isHeard ? 1 : 0), "\(account)")
        }
    }
}
