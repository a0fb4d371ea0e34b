import CircuitModel
import NoiseModel

/// Collects the outcomes of shots, in whatever order branches give them.
struct OutcomeTally {
    private let clbitCount: Int
    private let wordsPerKey: Int
    private var keys: [UInt64] = []
    private var counts: [UInt32] = []

    init(clbitCount: Int) {
        self.clbitCount = clbitCount
        self.wordsPerKey = CircuitOutcome.wordsPerKey(clbitCount: clbitCount)
    }

    /// Adds shots that all gave one outcome. Shots of a run are no more than 32 bits count.
    mutating func add(_ classical: ClassicalMemory, count: Int) {
        guard count > 0 else { return }
        for word in 0..<self.wordsPerKey { self.keys.append(classical[word: word]) }
        self.counts.append(UInt32(count))
    }

    /// Adds shots whose last measurements are still to be read off basis states.
    mutating func add(_ samples: StateSamples, readout: Readout, over classical: ClassicalMemory) {
        self.counts.reserveCapacity(self.counts.count + samples.counts.count)
        self.keys.reserveCapacity(self.keys.count + samples.counts.count * self.wordsPerKey)
        if self.wordsPerKey == 1 {
            let map = ReadoutMap(readout)
            let kept = classical[word: 0] & ~map.mask
            for index in samples.indices { self.keys.append(kept | map.key(of: index)) }
        } else {
            var classical = classical
            for index in samples.indices {
                readout.read(index, into: &classical)
                for word in 0..<self.wordsPerKey { self.keys.append(classical[word: word]) }
            }
        }
        for count in samples.counts { self.counts.append(UInt32(count)) }
    }

    /// Outcomes added so far, equal ones counted as often as they were added.
    var entryCount: Int { self.counts.count }

    /// Turns a classical bit over in as many shots as misread it.
    ///
    /// - Parameter start: The first of the entries concerned.
    mutating func misread(
        _ clbit: Int, _ error: ReadoutError, from start: Int, using random: inout PhiloxRandom
    ) {
        let bit: UInt64 = 1 << UInt64(clbit & 63)
        for entry in start..<self.counts.count {
            let place = entry * self.wordsPerKey + (clbit >> 6)
            let wrong = random.nextSuccessCount(
                of: Int(self.counts[entry]),
                probability: error.flipProbability(of: self.keys[place] & bit != 0))
            if wrong == 0 { continue }
            if wrong == self.counts[entry] {
                self.keys[place] ^= bit
                continue
            }
            self.counts[entry] -= UInt32(wrong)
            self.counts.append(UInt32(wrong))
            for word in 0..<self.wordsPerKey {
                self.keys.append(self.keys[entry * self.wordsPerKey + word] ^ (word == clbit >> 6 ? bit : 0))
            }
        }
    }

    mutating func add(_ other: OutcomeTally) {
        self.keys.append(contentsOf: other.keys)
        self.counts.append(contentsOf: other.counts)
    }

    /// The outcome: equal keys merged, keys in ascending order.
    ///
    /// - Parameter random: Where the outcome of every shot is wanted: the order of the shots.
    consuming func outcome(shuffledBy random: PhiloxRandom?) -> CircuitOutcome {
        var outcome = CircuitOutcome(clbitCount: self.clbitCount)
        if self.isAscending {
            (outcome.keys, outcome.counts) = (self.keys, self.counts)
        } else {
            self.merge(into: &outcome)
        }
        if var random { outcome.appendMemory(using: &random) }
        return outcome
    }

    private var isAscending: Bool {
        if self.wordsPerKey == 1 {
            return zip(self.keys, self.keys.dropFirst()).allSatisfy { $0 < $1 }
        }
        return self.counts.indices.dropFirst().allSatisfy { self.isKey($0 - 1, below: $0) }
    }

    private func merge(into outcome: inout CircuitOutcome) {
        outcome.keys.reserveCapacity(self.keys.count)
        outcome.counts.reserveCapacity(self.counts.count)
        var previous: Int?
        for entry in self.order() {
            // The sum of all counts is the number of shots, which fits.
            if let previous, !self.isKey(previous, below: entry) {
                outcome.counts[outcome.counts.count - 1] += self.counts[entry]
            } else {
                outcome.keys.append(
                    contentsOf: self.keys[(entry * self.wordsPerKey)..<((entry + 1) * self.wordsPerKey)])
                outcome.counts.append(self.counts[entry])
            }
            previous = entry
        }
    }

    /// Entries by their keys.
    private func order() -> [Int] {
        guard self.wordsPerKey == 1, self.keys.count > RadixOrder.countMin else {
            return self.counts.indices.sorted { self.isKey($0, below: $1) }
        }
        return RadixOrder.order(of: self.keys)
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

extension CircuitOutcome {
    /// Adds the outcome of every shot, in random order: no device gives them sorted.
    fileprivate mutating func appendMemory(using random: inout PhiloxRandom) {
        let width = self.wordsPerKey
        self.memory.reserveCapacity(width * self.counts.reduce(0) { $0 + Int($1) })
        for (entry, count) in self.counts.enumerated() {
            for _ in 0..<count {
                for word in 0..<width { self.memory.append(self.keys[entry * width + word]) }
            }
        }
        for end in stride(from: self.memory.count / width, to: 1, by: -1) {
            let chosen = random.nextIndex(below: end)
            for word in 0..<width { self.memory.swapAt(chosen * width + word, (end - 1) * width + word) }
        }
    }
}
