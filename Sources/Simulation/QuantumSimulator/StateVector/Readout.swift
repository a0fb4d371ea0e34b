/// Which qubit each classical bit was last measured from.
struct Readout {
    private var pairs: [(qubit: Int, clbit: Int)] = []

    var isEmpty: Bool { self.pairs.isEmpty }

    /// Takes note of a measurement; a bit that is measured again holds the later outcome.
    mutating func note(_ step: Step, _ classical: inout ClassicalMemory) {
        switch step {
        case .measure(let qubit, let clbit):
            self.pairs.removeAll { $0.clbit == clbit }
            self.pairs.append((qubit, clbit))
        case .clear(let clbit):
            self.pairs.removeAll { $0.clbit == clbit }
            classical[clbit] = false
        case .oneQubit, .controlled, .flip, .swap, .multiply, .dense, .diagonal, .reset, .jump, .jumpUnless:
            break
        }
    }

    /// The classical bits after a basis state was drawn.
    func words(of index: Int, over classical: ClassicalMemory) -> [UInt64] {
        var classical = classical
        for pair in self.pairs { classical[pair.clbit] = index >> pair.qubit & 1 == 1 }
        return classical.words
    }
}
