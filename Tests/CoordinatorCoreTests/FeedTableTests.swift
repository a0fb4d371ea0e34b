import CoordinatorCore
import RuntimeModel
import Testing

@Suite struct FeedTableTests {
    private static let ada = AccountID("ada")
    private static let bob = AccountID("bob")

    private static func id(_ number: UInt64) -> FeedID { FeedID(JobID(high: number, low: 1)) }

    private static func job(
        _ owner: AccountID, program: String = "p", backend: String = "b", session: String? = nil,
        tags: [String] = []
    ) -> JobTraits {
        JobTraits(
            owner: owner, programID: ProgramID(program), backend: backend,
            sessionID: session.map { SessionID($0) }, tags: tags)
    }

    private static func table(_ choices: [(FeedID, AccountID, JobChoice)], countMax: Int = 9) -> FeedTable {
        var table = FeedTable(leaseNanoseconds: 100, accountFeedCountMax: countMax)
        for (id, account, choice) in choices {
            let isOpen = table.open(id, for: account, choice, now: 0)
            #expect(isOpen)
        }
        return table
    }

    @Test func aFeedTellsOfTheJobsThatFitAllOfItsChoice() {
        let choices: [(JobChoice, JobTraits, Bool)] = [
            (JobChoice(owner: nil), Self.job(Self.bob), true),
            (JobChoice(owner: Self.ada), Self.job(Self.bob), false),
            (JobChoice(owner: Self.ada, programID: ProgramID("p")), Self.job(Self.ada), true),
            (JobChoice(owner: Self.ada, programID: ProgramID("q")), Self.job(Self.ada), false),
            (JobChoice(owner: Self.ada, backend: "c"), Self.job(Self.ada), false),
            (JobChoice(owner: Self.ada, sessionID: SessionID("s")), Self.job(Self.ada), false),
            (JobChoice(owner: Self.ada, sessionID: SessionID("s")), Self.job(Self.ada, session: "s"), true),
            (JobChoice(owner: Self.ada, tags: ["x", "y"]), Self.job(Self.ada, tags: ["x"]), false),
            (JobChoice(owner: Self.ada, tags: ["x", "y"]), Self.job(Self.ada, tags: ["y", "z", "x"]), true),
        ]
        for (choice, job, isTold) in choices {
            var table = Self.table([(Self.id(1), Self.ada, choice)])
            #expect(table.numbered(for: job).map(\.number) == (isTold ? [1] : []))
        }
    }

    @Test func eachFeedCountsItsOwnMessages() {
        var table = Self.table([
            (Self.id(1), Self.ada, JobChoice(owner: Self.ada)), (Self.id(2), Self.bob, JobChoice(owner: nil)),
        ])
        _ = table.numbered(for: Self.job(Self.bob))
        let found = table.numbered(for: Self.job(Self.ada))
        #expect(found.map(\.feed) == [Self.id(1), Self.id(2)])
        #expect(found.map(\.number) == [1, 2])
        #expect(table.published(Self.id(2), of: Self.bob) == 2)
        #expect(table.published(Self.id(2), of: Self.ada) == nil)
    }

    @Test func aFeedEndsWhenItIsNotRenewedClosedOrItsAccountChanges() {
        var table = Self.table([
            (Self.id(1), Self.ada, JobChoice(owner: Self.ada)),
            (Self.id(2), Self.ada, JobChoice(owner: Self.ada)),
            (Self.id(3), Self.ada, JobChoice(owner: Self.ada)), (Self.id(4), Self.bob, JobChoice(owner: nil)),
        ])
        #expect(table.renew(Self.id(1), of: Self.ada, now: 50) == 0)
        #expect(table.renew(Self.id(1), of: Self.bob, now: 50) == nil)
        table.close(Self.id(2), of: Self.bob)
        table.close(Self.id(3), of: Self.ada)
        #expect(table.numbered(for: Self.job(Self.ada)).map(\.feed) == [Self.id(1), Self.id(2), Self.id(4)])
        table.closeExpired(now: 100)
        #expect(table.numbered(for: Self.job(Self.ada)).map(\.feed) == [Self.id(1)])
        table.closeAll(of: Self.ada)
        #expect(table.isEmpty)
    }

    @Test func anAccountOpensOnlySoMany() {
        var table = Self.table([(Self.id(1), Self.ada, JobChoice(owner: Self.ada))], countMax: 1)
        let isSecondOpen = table.open(Self.id(2), for: Self.ada, JobChoice(owner: Self.ada), now: 0)
        #expect(!isSecondOpen)
        let isOthersOpen = table.open(Self.id(2), for: Self.bob, JobChoice(owner: Self.bob), now: 0)
        #expect(isOthersOpen)
    }
}
