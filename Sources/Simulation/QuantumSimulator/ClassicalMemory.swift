import CircuitModel

/// The classical bits of one branch of a run.
struct ClassicalMemory {
    /// 64 bits to a word, bit 0 first; at least one word.
    private(set) var words: [UInt64]

    init(clbitCount: Int) {
        self.words = [UInt64](repeating: 0, count: CircuitOutcome.wordsPerKey(clbitCount: clbitCount))
    }

    subscript(clbit: Int) -> Bool {
        get { self.words[clbit >> 6] >> UInt64(clbit & 63) & 1 == 1 }
        set {
            let bit: UInt64 = 1 << UInt64(clbit & 63)
            if newValue { self.words[clbit >> 6] |= bit } else { self.words[clbit >> 6] &= ~bit }
        }
    }

    func satisfies(_ condition: Condition) -> Bool {
        guard case .bits(let clbits, let value, let isNegated) = condition else {
            preconditionFailure("The packed form has no expressions.")
        }
        let equal = clbits.enumerated().allSatisfy { index, clbit in
            self[clbit] == (value[index >> 6] >> UInt64(index & 63) & 1 == 1)
        }
        return equal != isNegated
    }
}
