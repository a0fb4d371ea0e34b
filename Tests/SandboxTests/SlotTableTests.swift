import Sandbox
import Testing

@Suite struct SlotTableTests {
    @Test func noTwoHoldersHaveTheSameSlotAndNoneIsLost() throws {
        var table = SlotTable(slotCount: 5)
        var held: [Int] = []
        for round in 0..<100 {
            while let slot = table.take() {
                #expect(!held.contains(slot))
                #expect((0..<5).contains(slot))
                held.append(slot)
            }
            #expect(held.count == 5)
            for _ in 0..<(1 + round % 5) { table.giveBack(held.removeFirst()) }
        }
    }

    @Test func aSlotRestsBeforeItIsGivenAgain() {
        var table = SlotTable(slotCount: 3)
        let first = table.take()
        #expect(first == 0)
        table.giveBack(0)
        #expect(table.take() == 1)
    }
}
