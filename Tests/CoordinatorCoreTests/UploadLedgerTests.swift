import CoordinatorCore
import RuntimeModel
import Testing

@Suite struct UploadLedgerTests {
    private let ada = AccountID("ada")
    private let bob = AccountID("bob")

    private func reference(_ number: UInt8, _ byteCount: Int) -> BodyReference {
        BodyReference(hash: [UInt8](repeating: number, count: 32), byteCount: byteCount)
    }

    @Test func aBodyCountsOnceWithItsWholeLengthForEachOfItsAccounts() {
        var ledger = UploadLedger()
        for now in 0..<3 { ledger.touch(self.reference(1, 100), of: self.ada, now: Int64(now)) }
        ledger.touch(self.reference(2, 10), of: self.ada, now: 1)
        ledger.touch(self.reference(1, 100), of: self.bob, now: 1)
        #expect(ledger.byteCount(of: self.ada) == 110)
        #expect(ledger.byteCount(of: self.bob) == 100)
        #expect(ledger.holds(self.reference(1, 100), of: self.bob))
    }

    @Test func whatIsReferredToOrStandsStillCountsNoMore() {
        var ledger = UploadLedger()
        ledger.touch(self.reference(1, 100), of: self.ada, now: 0)
        ledger.touch(self.reference(2, 10), of: self.ada, now: 5)
        ledger.touch(self.reference(3, 1), of: self.ada, now: 9)
        ledger.remove(self.reference(1, 100).hash, of: self.ada)
        ledger.remove(self.reference(1, 100).hash, of: self.ada)
        #expect(ledger.byteCount(of: self.ada) == 11)
        ledger.removeIdle(before: 6)
        #expect(ledger.byteCount(of: self.ada) == 1)
        #expect(!ledger.holds(self.reference(2, 10), of: self.ada))
        ledger.removeIdle(before: 10)
        #expect(ledger.byteCount(of: self.ada) == 0)
    }
}
