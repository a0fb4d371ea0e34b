import ContentHashing
import CoordinatorService
import JobStore
import RuntimeModel
import RuntimeTestKit
import RuntimeWire
import Testing

/// Who may upload, see, publish and change programs, and what is told of them.
@Suite struct ProgramRightsTests {
    private func listed(_ caller: Caller, _ wish: ProgramListing = ProgramListing()) throws -> [ProgramID] {
        try caller.call(.programList, wish).json(as: ProgramList.self).programs.map(\.programID)
    }

    @Test func onlyAuthorsAndAdministratorsUpload() throws {
        let service = try TestedCoordinator()
        let reader = try service.connect(as: TestedCoordinator.reader)
        let before = try service.contents()
        let upload = ProgramUpload(idempotencyKey: "k", metadata: metadata())
        #expect(try reader.call(.programUpload, upload, body: [1]).refusal == "account.notAllowed")
        let user = try service.connect(as: TestedCoordinator.user)
        #expect(try service.contents() == before)
        let program = try user.upload(isPublic: true)
        let update = ProgramUpdate(programID: program, idempotencyKey: "k", metadata: nil)
        #expect(try reader.call(.programUpdate, update, body: [1]).refusal == "account.notAllowed")
        // What is public it may run.
        _ = try reader.run(program)
        _ = try service.connect(as: TestedCoordinator.administrator).upload()
    }

    @Test func onlyAccountsThatMayPublishMakeAProgramPublic() throws {
        let service = try TestedCoordinator()
        let other = try service.connect(as: TestedCoordinator.other)
        let upload = ProgramUpload(idempotencyKey: "k", metadata: metadata("program", 100, true))
        #expect(try other.call(.programUpload, upload, body: [1]).refusal == "account.notAllowed")
        let program = try other.upload()
        let visible = ProgramVisibility(programID: program, isPublic: true)
        #expect(try other.call(.programSetVisibility, visible).refusal == "account.notAllowed")
        let update = ProgramUpdate(programID: program, idempotencyKey: "u", metadata: ["is_public": true])
        #expect(try other.call(.programUpdate, update).refusal == "account.notAllowed")
        let administrator = try service.connect(as: TestedCoordinator.administrator)
        #expect(try administrator.call(.programSetVisibility, visible).refusal == nil)
        // Whoever may not publish may change what is public, and hide it.
        let change = ProgramUpdate(programID: program, idempotencyKey: "c", metadata: ["description": "New."])
        #expect(try other.call(.programUpdate, change).refusal == nil)
        let reader = try service.connect(as: TestedCoordinator.reader)
        #expect(try self.listed(reader) == [program])
        let hiding = ProgramUpdate(programID: program, idempotencyKey: "h", metadata: ["is_public": false])
        #expect(try other.call(.programUpdate, hiding).refusal == nil)
        #expect(try self.listed(reader) == [])
    }

    @Test func aSharedProgramIsForThoseItIsSharedWith() throws {
        let service = try TestedCoordinator()
        let user = try service.connect(as: TestedCoordinator.user)
        let other = try service.connect(as: TestedCoordinator.other)
        let reader = try service.connect(as: TestedCoordinator.reader)
        let program = try user.upload()
        let name = ProgramName(programID: program)
        let nobody = ProgramVisibility(programID: program, sharedWith: [AccountID("nobody")])
        #expect(try user.call(.programSetVisibility, nobody).refusal == "account.notFound")
        let shared = ProgramVisibility(programID: program, sharedWith: [TestedCoordinator.reader])
        #expect(try user.call(.programSetVisibility, shared).refusal == nil)
        service.restart()
        service.loop.run(for: .milliseconds(100))
        _ = try reader.run(program)
        #expect(try self.listed(reader) == [program])
        #expect(try self.listed(other) == [])
        #expect(try other.call(.programGet, name).refusal == "program.notFound")
        // It sees neither the source nor whom else it is shared with, and changes nothing.
        let shown = try reader.call(.programGet, name)
        #expect(shown.frames.count == 1)
        let seen = try shown.json(as: ProgramSummary.self)
        #expect(seen.sharedWith == nil)
        #expect(try reader.call(.programSetVisibility, shared).refusal == "account.notAllowed")
        #expect(try reader.call(.programDelete, name).refusal == "account.notAllowed")
        let own = try user.call(.programGet, name).json(as: ProgramSummary.self)
        #expect(own.sharedWith == [TestedCoordinator.reader])
        // By the hash of a source its body could be had.
        #expect(seen.contentHash != own.contentHash)
        // Being public and back leaves it shared; sharing with nobody ends it.
        for isPublic in [true, false] {
            let wish = ProgramVisibility(programID: program, isPublic: isPublic)
            #expect(try user.call(.programSetVisibility, wish).refusal == nil)
        }
        #expect(try self.listed(reader) == [program])
        #expect(
            try user.call(.programSetVisibility, ProgramVisibility(programID: program, sharedWith: []))
                .refusal == nil)
        #expect(try reader.call(.programGet, name).refusal == "program.notFound")
    }

    @Test func aProgramIsSharedWithABoundedNumberOfAccounts() throws {
        let service = try TestedCoordinator { $0.sharedAccountCountMax = 1 }
        let user = try service.connect(as: TestedCoordinator.user)
        let wish = ProgramVisibility(
            programID: try user.upload(), sharedWith: [TestedCoordinator.reader, TestedCoordinator.other])
        #expect(try user.call(.programSetVisibility, wish).refusal == "command.invalid")
    }

    @Test func theHistoryHasEveryVersionWithTheHashOfItsSource() throws {
        let service = try TestedCoordinator()
        let user = try service.connect(as: TestedCoordinator.user)
        let program = try user.upload()
        let job = try user.run(program)
        let update = ProgramUpdate(programID: program, idempotencyKey: "2", metadata: ["description": "New."])
        _ = try user.call(.programUpdate, update, body: Array("more source".utf8))
        let wish = ProgramHistory(programID: program)
        let history = try user.call(.programHistory, wish).json(as: ProgramList.self)
        #expect(history.count == 2)
        #expect(history.programs.map(\.version) == [2, 1])
        #expect(history.programs.map(\.metadata.description) == ["New.", "A test."])
        #expect(
            history.programs.map(\.contentHash)
                == ["more source", "source"].map {
                    BodyReference.text(of: ContentHash.sha256(Array($0.utf8)))
                })
        // The job has the version that was the newest when it was accepted.
        #expect(try user.call(.jobGet, job: job).json(as: JobSummary.self).programVersion == 1)
        let other = try service.connect(as: TestedCoordinator.other)
        #expect(try other.call(.programHistory, wish).refusal == "program.notFound")
    }

    // feature: 4
    @Test func aDeletedProgramsJobsStayReadable() throws {
        let service = try TestedCoordinator()
        let user = try service.connect(as: TestedCoordinator.user)
        let program = try user.upload()
        let job = try user.run(program)
        #expect(try user.call(.programDelete, ProgramName(programID: program)).refusal == nil)
        #expect(
            try user.call(.programHistory, ProgramHistory(programID: program)).refusal == "program.notFound")
        service.restart()
        service.loop.run(for: .milliseconds(100))
        let executor = try service.startWorkers()
        try executor.lease(of: job)
        try executor.end(job, number: 1)
        try executor.answered(1, of: job)
        #expect(try user.call(.jobResult, job: job).json(as: JobSummary.self).status == .completed)
    }

    @Test func aListIsSearchedAndNarrowed() throws {
        let service = try TestedCoordinator()
        let user = try service.connect(as: TestedCoordinator.user)
        let first = try user.upload("Ground state finder", key: "1")
        let second = try user.upload("Max cut", key: "2")
        #expect(try self.listed(user, ProgramListing(search: "GROUND fin")) == [first])
        #expect(try self.listed(user, ProgramListing(search: "max-cut")) == [second])
        #expect(try self.listed(user, ProgramListing(name: "Max cut")) == [second])
        #expect(try self.listed(user, ProgramListing(search: "\"*) OR (x")) == [])
        #expect(try self.listed(user, ProgramListing(owner: TestedCoordinator.other)) == [])
        #expect(try self.listed(user, ProgramListing(isPublic: false)) == [second, first])
        let words = String(repeating: "a ", count: 17)
        #expect(try user.call(.programList, ProgramListing(search: words)).refusal == "command.invalid")
        let long = String(repeating: "a", count: 1025)
        #expect(try user.call(.programList, ProgramListing(search: long)).refusal == "command.invalid")
    }
}
