import CircuitModel

/// The classical bits and variables of one branch of a run.
///
/// Bits come first, 64 to a word, then one word for each variable: a boolean as 0 or 1, an integer as its bits within
/// its width, a float as its bit pattern. A copy of a few bits costs no allocation.
struct ClassicalMemory: Equatable {
    /// Words that hold bits, at least one.
    let bitWordCount: Int
    private var first: UInt64 = 0
    private var others: [UInt64]

    init(clbitCount: Int, variableCount: Int) {
        self.bitWordCount = CircuitOutcome.wordsPerKey(clbitCount: clbitCount)
        self.others = [UInt64](repeating: 0, count: self.bitWordCount - 1 + variableCount)
    }

    subscript(word index: Int) -> UInt64 {
        get { index == 0 ? self.first : self.others[index - 1] }
        set { if index == 0 { self.first = newValue } else { self.others[index - 1] = newValue } }
    }

    subscript(clbit: Int) -> Bool {
        get { self[word: clbit >> 6] >> UInt64(clbit & 63) & 1 == 1 }
        set {
            let bit: UInt64 = 1 << UInt64(clbit & 63)
            if newValue { self[word: clbit >> 6] |= bit } else { self[word: clbit >> 6] &= ~bit }
        }
    }

    subscript(variable index: Int) -> UInt64 {
        get { self[word: self.bitWordCount + index] }
        set { self[word: self.bitWordCount + index] = newValue }
    }
}
