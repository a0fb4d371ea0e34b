import CoordinatorCore
import RuntimeModel
import RuntimeTestKit
import Testing

@Suite struct LeaseTableTests {
    private let owner = AccountID("ada")
    private let holder = LeaseHolder(worker: WorkerID("a/one"), incarnation: "1")
    private let other = LeaseHolder(worker: WorkerID("a/two"), incarnation: "1")

    private func key(_ number: UInt64, attempt: Int = 1) -> AttemptKey {
        AttemptKey(job: JobID(high: 0, low: number), attempt: attempt)
    }

    @Test func aLeaseExpiresWhenItsTimeIsOverAndNotBefore() {
        var table = LeaseTable(durationNanoseconds: 100)
        table.grant(self.key(1), to: self.holder, owner: self.owner, now: 0)
        #expect(table.takeExpired(now: 99).isEmpty)
        let expired = table.takeExpired(now: 100)
        #expect(expired.count == 1)
        #expect(expired.first?.attempts == [self.key(1)])
        #expect(table.takeExpired(now: 1000).isEmpty)
    }

    @Test func oneRenewalRenewsAllOfAWorkersLeases() {
        var table = LeaseTable(durationNanoseconds: 100)
        table.grant(self.key(1), to: self.holder, owner: self.owner, now: 0)
        table.grant(self.key(2), to: self.holder, owner: self.owner, now: 50)
        table.renew(self.holder, now: 80)
        #expect(table.takeExpired(now: 179).isEmpty)
        #expect(table.takeExpired(now: 180).first?.attempts == [self.key(1), self.key(2)])
    }

    @Test func aRenewalThatComesLateDoesNotShortenALease() {
        var table = LeaseTable(durationNanoseconds: 100)
        table.renew(self.holder, now: 50)
        table.renew(self.holder, now: 10)
        #expect(table.takeExpired(now: 149).isEmpty)
    }

    @Test func afterAPauseOfTheCoordinatorEveryLeaseHoldsForOneFullDuration() {
        var table = LeaseTable(durationNanoseconds: 100)
        table.grant(self.key(1), to: self.holder, owner: self.owner, now: 0)
        table.grant(self.key(2), to: self.other, owner: self.owner, now: 0)
        table.renewAll(now: 500)
        #expect(table.takeExpired(now: 599).isEmpty)
        #expect(table.takeExpired(now: 600).count == 2)
    }

    @Test func aReleasedAttemptIsNotExpired() {
        var table = LeaseTable(durationNanoseconds: 100)
        table.grant(self.key(1), to: self.holder, owner: self.owner, now: 0)
        table.release(self.key(1), of: self.holder)
        #expect(table.count(of: self.holder) == 0)
        #expect(table.takeExpired(now: 100).first?.attempts == [])
    }

    @Test func theSameAttemptOfAnotherHolderIsAnotherLease() {
        var table = LeaseTable(durationNanoseconds: 100)
        table.grant(self.key(1), to: self.holder, owner: self.owner, now: 0)
        #expect(table.holds(self.key(1), self.holder))
        #expect(!table.holds(self.key(1), self.other))
        table.release(self.key(1), of: self.other)
        #expect(table.holds(self.key(1), self.holder))
    }

    /// Goal: an attempt is expired once and only while it is held and not renewed in time.
    /// Method: a seeded walk beside a plain model of one deadline for each holder.
    @Test(arguments: UInt64(0)..<300)
    func expiryAgreesWithAPlainModel(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var table = LeaseTable(durationNanoseconds: 100)
        var deadlines: [LeaseHolder: Int64] = [:]
        var held: [LeaseHolder: Set<AttemptKey>] = [:]
        var now: Int64 = 0
        for _ in 0..<80 {
            now += Int64.random(in: 0...40, using: &random)
            let holder = Bool.random(using: &random) ? self.holder : self.other
            let key = self.key(UInt64.random(in: 0..<5, using: &random))
            switch Int.random(in: 0..<4, using: &random) {
            case 0:
                table.grant(key, to: holder, owner: self.owner, now: now)
                held[holder, default: []].insert(key)
                if deadlines[holder] == nil { deadlines[holder] = now + 100 }
            case 1:
                table.renew(holder, now: now)
                deadlines[holder] = max(deadlines[holder] ?? 0, now + 100)
            case 2:
                table.release(key, of: holder)
                held[holder]?.remove(key)
            default:
                let expired = table.takeExpired(now: now)
                let expected = deadlines.filter { $0.value <= now }.keys
                #expect(Set(expired.map(\.holder)) == Set(expected))
                for (holder, attempts) in expired {
                    #expect(Set(attempts) == held[holder] ?? [])
                    deadlines[holder] = nil
                    held[holder] = nil
                }
            }
        }
    }

    @Test func attemptsAreCountedForEachAccountUntilTheyAreOver() {
        var table = LeaseTable(durationNanoseconds: 100)
        let bob = AccountID("bob")
        for number in 1...3 {
            table.grant(self.key(UInt64(number)), to: self.holder, owner: self.owner, now: 0)
        }
        table.grant(self.key(3), to: self.holder, owner: self.owner, now: 0)
        table.grant(self.key(4), to: self.other, owner: bob, now: 0)
        #expect(table.count(of: self.owner) == 3)
        table.release(self.key(1), of: self.holder)
        table.release(self.key(1), of: self.holder)
        #expect(table.count(of: self.owner) == 2)
        _ = table.takeAll(of: self.holder)
        #expect(table.count(of: self.owner) == 0)
        _ = table.takeExpired(now: 1000)
        #expect(table.count(of: bob) == 0)
    }
}
