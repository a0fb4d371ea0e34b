import CoordinatorCore
import RuntimeModel
import Testing

@Suite struct AwaitTableTests {
    private let ada = AccountID("ada")
    private let bob = AccountID("bob")

    private func job(_ number: UInt64) -> JobID { JobID(high: 2, low: number) }

    @Test func whoWaitsIsLetGoByTheLastEndThatIsNeeded() throws {
        var table = AwaitTable(accountJobCountMax: 100, accountCountMax: 100)
        let allWait = table.begin(for: (1...3).map { self.job($0) }, missing: 3, account: self.ada)
        let all = try #require(allWait)
        let anyWait = table.begin(for: (2...3).map { self.job($0) }, missing: 1, account: self.bob)
        let any = try #require(anyWait)
        #expect(table.ended(self.job(1)).isEmpty)
        #expect(table.ended(self.job(2)) == [any])
        #expect(table.ended(self.job(2)).isEmpty)
        #expect(table.ended(self.job(3)) == [all])
        #expect(table.ended(self.job(3)).isEmpty)
    }

    @Test func whoGaveUpIsNotLetGoAgain() throws {
        var table = AwaitTable(accountJobCountMax: 100, accountCountMax: 100)
        let firstWait = table.begin(for: [self.job(1)], missing: 1, account: self.ada)
        let first = try #require(firstWait)
        let secondWait = table.begin(for: [self.job(1)], missing: 1, account: self.ada)
        let second = try #require(secondWait)
        table.end(first)
        table.end(first)
        #expect(table.ended(self.job(1)) == [second])
    }

    @Test func anAccountWaitsForNoMoreJobsThanItMay() throws {
        var table = AwaitTable(accountJobCountMax: 3, accountCountMax: 100)
        let waitWait = table.begin(for: [self.job(1), self.job(2)], missing: 1, account: self.ada)
        let wait = try #require(waitWait)
        #expect(table.begin(for: [self.job(1), self.job(3)], missing: 1, account: self.ada) == nil)
        #expect(table.begin(for: [self.job(1), self.job(3)], missing: 1, account: self.bob) != nil)
        table.end(wait)
        #expect(table.begin(for: (1...3).map { self.job($0) }, missing: 1, account: self.ada) != nil)
    }

    @Test func anAccountHasNoMoreWaitsThanItMayAndTheyEndTogether() throws {
        var table = AwaitTable(accountJobCountMax: 100, accountCountMax: 2)
        let firstWait = table.begin(for: [self.job(1)], missing: 1, account: self.ada)
        let secondWait = table.begin(for: [self.job(1)], missing: 1, account: self.ada)
        let first = try #require(firstWait)
        let second = try #require(secondWait)
        #expect(table.begin(for: [self.job(2)], missing: 1, account: self.ada) == nil)
        let otherWait = table.begin(for: [self.job(1)], missing: 1, account: self.bob)
        let other = try #require(otherWait)
        #expect(table.endAll(of: self.ada) == [first, second])
        #expect(table.ended(self.job(1)) == [other])
        #expect(table.begin(for: [self.job(2)], missing: 1, account: self.ada) != nil)
    }
}
