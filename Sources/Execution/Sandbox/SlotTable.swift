/// Gives each living child a number of its own, from which its user id follows. Pure.
package struct SlotTable {
    package let slotCount: Int
    private var used: Set<Int> = []
    private var next = 0

    package init(slotCount: Int) { self.slotCount = slotCount }

    package var usedCount: Int { self.used.count }

    /// A number that nobody has, or `nil` when all are taken. Goes round, so that a number rests after its use.
    package mutating func take() -> Int? {
        guard self.used.count < self.slotCount else { return nil }
        while self.used.contains(self.next) { self.next = (self.next + 1) % self.slotCount }
        let slot = self.next
        self.used.insert(slot)
        self.next = (slot + 1) % self.slotCount
        return slot
    }

    package mutating func giveBack(_ slot: Int) { self.used.remove(slot) }
}
