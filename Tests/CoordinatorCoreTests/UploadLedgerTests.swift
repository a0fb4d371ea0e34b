import CoordinatorCore
import RuntimeModel
import Testing

@Suite struct UploadLedgerTests {
    private func key(_ number: UInt8, _ byteCount: Int, _ account: String = "ada") -> UploadKey {
        let reference = BodyReference(hash: [UInt8](repeating: number, count: 32), byteCount: byteCount)
        return UploadKey(reference, of: AccountID(account))
    }

    @Test func aBodyCountsOnceWithItsWholeLengthForEachOfItsAccounts() {
        var ledger = UploadLedger()
        for now in 0..<3 { ledger.touch(self.key(1, 100), now: Int64(now)) }
        ledger.touch(self.key(2, 10), now: 1)
        ledger.touch(self.key(1, 100, "bob"), now: 1)
        #expect(ledger.byteCount(of: AccountID("ada")) == 110)
        #expect(ledger.count(of: AccountID("ada")) == 2)
        #expect(ledger.byteCount(of: AccountID("bob")) == 100)
        #expect(ledger.count == 3)
        #expect(ledger.holds(self.key(1, 100, "bob")))
    }

    @Test func theSameBytesAnnouncedWithAnotherLengthAreAnotherUpload() {
        var ledger = UploadLedger()
        ledger.touch(self.key(1, 1), now: 0)
        #expect(!ledger.holds(self.key(1, 1 << 30)))
        ledger.touch(self.key(1, 1 << 30), now: 0)
        #expect(ledger.byteCount(of: AccountID("ada")) == 1 << 30 | 1)
    }

    @Test func whatIsStoredOrStandsStillCountsNoMore() {
        var ledger = UploadLedger()
        ledger.touch(self.key(1, 100), now: 0)
        ledger.touch(self.key(2, 10), now: 5)
        ledger.touch(self.key(3, 1), now: 9)
        ledger.remove(self.key(1, 100))
        ledger.remove(self.key(1, 100))
        #expect(ledger.byteCount(of: AccountID("ada")) == 11)
        #expect(ledger.takeIdle(before: 6) == [self.key(2, 10)])
        #expect(ledger.byteCount(of: AccountID("ada")) == 1)
        #expect(!ledger.holds(self.key(2, 10)))
        #expect(ledger.takeIdle(before: 10) == [self.key(3, 1)])
        #expect(ledger.byteCount(of: AccountID("ada")) == 0)
        #expect(ledger.count == 0)
    }
}
