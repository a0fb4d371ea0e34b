package import CircuitModel

/// Brings the outcomes of many shots into ascending order and counts the equal ones.
///
/// Outcomes are compared word by word, the most significant first: a radix sort of that word's bytes, then of the
/// next word within each run of equal ones. Bytes that are the same in all are skipped.
package struct OutcomeGrouping {
    private struct Entry {
        var word: UInt64
        var shot: UInt32
    }

    private let words: [UInt64]
    private let wordsPerKey: Int
    private var entries: [Entry]
    private var spare: [Entry]
    private var keys: [UInt64] = []
    private var counts: [UInt32] = []

    /// - Parameter words: ``CircuitOutcome/wordsPerKey`` words for each shot, fewer than 2³² shots.
    package static func outcome(ofShots words: [UInt64], clbitCount: Int, returnsMemory: Bool)
        -> CircuitOutcome
    {
        var grouping = OutcomeGrouping(
            words, wordsPerKey: CircuitOutcome.wordsPerKey(clbitCount: clbitCount))
        grouping.group(0..<grouping.entries.count, byWord: grouping.wordsPerKey - 1)
        return CircuitOutcome(
            clbitCount: clbitCount, keys: grouping.keys, counts: grouping.counts,
            memory: returnsMemory ? words : [])
    }

    private init(_ words: [UInt64], wordsPerKey: Int) {
        self.words = words
        self.wordsPerKey = wordsPerKey
        let shotCount = words.count / wordsPerKey
        self.entries = (0..<UInt32(shotCount)).map { Entry(word: 0, shot: $0) }
        self.spare = self.entries
        self.keys.reserveCapacity(shotCount * wordsPerKey)
        self.counts.reserveCapacity(shotCount)
    }

    /// Groups entries that agree in all words above one.
    private mutating func group(_ range: Range<Int>, byWord word: Int) {
        var difference: UInt64 = 0
        if let first = range.first {
            let value = self.words[Int(self.entries[first].shot) * self.wordsPerKey + word]
            for index in range {
                let other = self.words[Int(self.entries[index].shot) * self.wordsPerKey + word]
                self.entries[index].word = other
                difference |= other ^ value
            }
        }
        self.sort(range, difference: difference)
        var start = range.lowerBound
        while start < range.upperBound {
            var end = start + 1
            while end < range.upperBound, self.entries[end].word == self.entries[start].word { end += 1 }
            if word == 0 || end == start + 1 {
                self.append(self.entries[start].shot, count: end - start)
            } else {
                self.group(start..<end, byWord: word - 1)
            }
            start = end
        }
    }

    private mutating func append(_ shot: UInt32, count: Int) {
        let start = Int(shot) * self.wordsPerKey
        self.keys.append(contentsOf: self.words[start..<(start + self.wordsPerKey)])
        self.counts.append(UInt32(count))
    }

    // MARK: - Sorting

    /// So few are sorted by insertion.
    private static let insertionCountMax = 24

    private mutating func sort(_ range: Range<Int>, difference: UInt64) {
        if difference == 0 { return }
        self.entries.withUnsafeMutableBufferPointer { entries in
            let part = UnsafeMutableBufferPointer(rebasing: entries[range])
            if part.count <= Self.insertionCountMax {
                Self.sortByInsertion(part)
                return
            }
            self.spare.withUnsafeMutableBufferPointer { spare in
                for shift in stride(from: UInt64(0), to: 64, by: 8) where difference >> shift & 0xFF != 0 {
                    Self.sort(part, byByteAt: shift, using: spare)
                }
            }
        }
    }

    private static func sortByInsertion(_ part: UnsafeMutableBufferPointer<Entry>) {
        for index in 1..<part.count {
            let entry = part[index]
            var place = index
            while place > 0, part[place &- 1].word > entry.word {
                part[place] = part[place &- 1]
                place &-= 1
            }
            part[place] = entry
        }
    }

    /// One stable pass.
    private static func sort(
        _ part: UnsafeMutableBufferPointer<Entry>, byByteAt shift: UInt64,
        using spare: UnsafeMutableBufferPointer<Entry>
    ) {
        withUnsafeTemporaryAllocation(of: Int.self, capacity: 256) { starts in
            starts.update(repeating: 0)
            for entry in part { starts[Int(truncatingIfNeeded: entry.word &>> shift & 0xFF)] &+= 1 }
            var sum = 0
            for digit in 0..<256 { (starts[digit], sum) = (sum, sum &+ starts[digit]) }
            for index in part.indices {
                let entry = part[index]
                let digit = Int(truncatingIfNeeded: entry.word &>> shift & 0xFF)
                spare[starts[digit]] = entry
                starts[digit] &+= 1
            }
        }
        for index in part.indices { part[index] = spare[index] }
    }
}
