/// Gives each living child a number of its own, from which its user id follows. Pure.
struct SlotTable {
    let slotCount: Int
    private var used: Set<Int> = []
    private var next = 0

    init(slotCount: Int) { self.slotCount = slotCount }

    var usedCount: Int { self.used.count }

    /// A number that nobody has, or `nil` when all are taken. Goes round, so that a number rests after its use.
    mutating func take() -> Int? {
        guard self.used.count < self.slotCount else { return nil }
        while self.used.contains(self.next) { self.next = (self.next + 1) % self.slotCount }
        let slot = self.next
        self.used.insert(slot)
        self.next = (slot + 1) % self.slotCount
        return slot
    }

    mutating func giveBack(_ slot: Int) { self.used.remove(slot) }
}
