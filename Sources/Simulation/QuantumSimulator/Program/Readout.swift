import CircuitModel
import NoiseModel

/// Which bit of the state's index each classical bit was last measured from.
struct Readout {
    struct Pair {
        var bit: Int
        var clbit: Int
        /// How the reading goes wrong, if it does.
        var error: ReadoutError?
    }

    private(set) var pairs: [Pair] = []
    /// Classical bits that are 0 and read wrongly: measured from qubits that nothing acts on.
    var idleMisreadings: [(clbit: Int, error: ReadoutError)] = []

    /// Whether no bit of a state is read.
    var isEmpty: Bool { self.pairs.isEmpty }

    mutating func append(bit: Int, clbit: Int, error: ReadoutError? = nil) {
        self.pairs.append(Pair(bit: bit, clbit: clbit, error: error))
    }

    /// Whether one more reading of a bit can be told from those that are there: with errors none is like another.
    func canRead(_ bit: Int, with error: ReadoutError?) -> Bool {
        self.pairs.allSatisfy { $0.bit != bit || ($0.error == nil && error == nil) }
    }

    /// Bits whose readings go wrong, each at most once.
    var misreadings: [Misreading] {
        self.pairs.compactMap { pair in pair.error.map { Misreading(bit: pair.bit, error: $0) } }
    }

    /// Whether an outcome of as many bits is the state's index as it is.
    func isIdentity(bitCount: Int) -> Bool {
        self.pairs.count == bitCount && self.pairs.allSatisfy { $0.bit == $0.clbit }
    }

    /// The classical bits after a basis state was drawn.
    func read(_ index: Int, into classical: inout ClassicalMemory) {
        for pair in self.pairs { classical[pair.clbit] = index >> pair.bit & 1 == 1 }
    }
}
