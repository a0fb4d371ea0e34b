/// Basis states that were drawn from a state.
package struct StateSamples: Sendable {
    /// Each basis state that was drawn, once, as an index of the register; in no order that means anything.
    package var indices: [Int]
    /// How often each was drawn, at least once.
    package var counts: [Int]

    /// Adds draws of a basis state that is none before the last one.
    mutating func add(_ index: Int, _ count: Int) {
        if self.indices.last == index {
            self.counts[self.counts.count - 1] += count
        } else {
            self.indices.append(index)
            self.counts.append(count)
        }
    }

    /// The shots in an order that is as random as the draws.
    package func shuffled(using random: inout PhiloxRandom) -> [Int] {
        var shots: [Int] = []
        shots.reserveCapacity(self.counts.reduce(0, +))
        for (index, count) in zip(self.indices, self.counts) {
            shots.append(contentsOf: repeatElement(index, count: count))
        }
        for last in stride(from: shots.count - 1, to: 0, by: -1) {
            shots.swapAt(last, random.nextIndex(below: last + 1))
        }
        return shots
    }
}
