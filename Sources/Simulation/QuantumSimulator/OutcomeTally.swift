import CircuitModel

/// Collects the outcomes of shots, in whatever order branches give them.
struct OutcomeTally {
    private let clbitCount: Int
    private let wordsPerKey: Int
    let recordsMemory: Bool
    private var keys: [UInt64] = []
    private var counts: [Int] = []
    private var memory: [UInt64] = []

    init(clbitCount: Int, recordsMemory: Bool) {
        self.clbitCount = clbitCount
        self.wordsPerKey = CircuitOutcome.wordsPerKey(clbitCount: clbitCount)
        self.recordsMemory = recordsMemory
    }

    /// Adds shots that all gave one outcome.
    mutating func add(_ words: [UInt64], count: Int) {
        self.addCount(words, count)
        if self.recordsMemory { for _ in 0..<count { self.memory.append(contentsOf: words) } }
    }

    /// Adds to the counts alone; the caller gives the shots' order by ``addShot(_:)``.
    mutating func addCount(_ words: [UInt64], _ count: Int) {
        self.keys.append(contentsOf: words)
        self.counts.append(count)
    }

    mutating func addShot(_ words: [UInt64]) {
        self.memory.append(contentsOf: words)
    }

    /// Puts the shots in random order: branches give them sorted by outcome, which no device does.
    mutating func shuffleMemory(using random: inout PhiloxRandom) {
        let width = self.wordsPerKey
        for end in stride(from: self.memory.count / width, to: 1, by: -1) {
            let chosen = random.nextIndex(below: end)
            for word in 0..<width { self.memory.swapAt(chosen * width + word, (end - 1) * width + word) }
        }
    }

    /// The outcome: equal keys merged, keys in ascending order.
    func outcome() -> CircuitOutcome {
        let order = self.counts.indices.sorted { self.isKey($0, below: $1) }
        var outcome = CircuitOutcome(clbitCount: self.clbitCount, memory: self.memory)
        outcome.keys.reserveCapacity(self.keys.count)
        outcome.counts.reserveCapacity(self.counts.count)
        var previous: Int?
        for entry in order {
            // The sum of all counts is the number of shots, which fits.
            if let previous, !self.isKey(previous, below: entry) {
                outcome.counts[outcome.counts.count - 1] += UInt32(self.counts[entry])
            } else {
                outcome.keys.append(
                    contentsOf: self.keys[(entry * self.wordsPerKey)..<((entry + 1) * self.wordsPerKey)])
                outcome.counts.append(UInt32(self.counts[entry]))
            }
            previous = entry
        }
        return outcome
    }

    private func isKey(_ left: Int, below right: Int) -> Bool {
        for word in stride(from: self.wordsPerKey - 1, through: 0, by: -1) {
            let (a, b) = (
                self.keys[left * self.wordsPerKey + word], self.keys[right * self.wordsPerKey + word]
            )
            if a != b { return a < b }
        }
        return false
    }
}
