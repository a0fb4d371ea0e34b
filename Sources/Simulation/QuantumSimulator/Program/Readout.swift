import CircuitModel

/// Which bit of the state's index each classical bit was last measured from.
struct Readout {
    struct Pair {
        var bit: Int
        var clbit: Int
    }

    private(set) var pairs: [Pair] = []

    var isEmpty: Bool { self.pairs.isEmpty }

    mutating func append(bit: Int, clbit: Int) { self.pairs.append(Pair(bit: bit, clbit: clbit)) }

    /// Whether an outcome of as many bits is the state's index as it is.
    func isIdentity(bitCount: Int) -> Bool {
        self.pairs.count == bitCount && self.pairs.allSatisfy { $0.bit == $0.clbit }
    }

    /// The classical bits after a basis state was drawn.
    func read(_ index: Int, into classical: inout ClassicalMemory) {
        for pair in self.pairs { classical[pair.clbit] = index >> pair.bit & 1 == 1 }
    }
}
