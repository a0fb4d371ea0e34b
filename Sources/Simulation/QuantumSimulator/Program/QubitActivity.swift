import CircuitModel
import NoiseModel

/// Which of a circuit's declared qubits need a place in its state: those that some gate acts on, or all of them where
/// something is saved about all.
///
/// Transpiled circuits are as wide as their device, whatever they use of it.
struct QubitActivity {
    /// 64 qubits to a word.
    private var words: [UInt64]
    private(set) var count = 0
    let declaredCount: Int

    /// - Parameters:
    ///   - noise: What acts on qubits besides.
    ///   - isWhole: Gives every declared qubit a place.
    init(_ circuit: Circuit, noise: NoiseModel? = nil, isWhole: Bool = false) {
        self.declaredCount = circuit.qubitCount
        self.words = [UInt64](repeating: 0, count: circuit.qubitCount / 64 + 1)
        self.words.withUnsafeMutableBufferPointer { words in
            for operand in circuit.operands { words[Int(operand >> 6)] |= 1 << UInt64(operand & 63) }
        }
        for instruction in circuit.instructions {
            if case .save(let save) = instruction { self.note(save) }
        }
        if let noise {
            var isDisturbed = [Bool](repeating: false, count: circuit.qubitCount)
            ProgramCompiler.noteDisturbed(circuit.instructions, noise: noise, in: &isDisturbed)
            for qubit in isDisturbed.indices where isDisturbed[qubit] { self.insert(qubit) }
            for instruction in circuit.instructions {
                guard case .save(.expectation(let sum, isSampled: true)) = instruction else { continue }
                self.noteRead(sum, noise)
            }
        }
        if isWhole { for qubit in 0..<circuit.qubitCount { self.insert(qubit) } }
        for word in self.words { self.count += word.nonzeroBitCount }
    }

    private mutating func note(_ save: SavePoint) {
        switch save {
        case .stateVector, .unitary, .amplitudes: for qubit in 0..<self.declaredCount { self.insert(qubit) }
        case .probabilities(let qubits), .densityMatrix(let qubits):
            for qubit in qubits { self.insert(qubit) }
        case .expectation: break
        }
    }

    /// A qubit that is only read may still be read wrongly.
    private mutating func noteRead(_ sum: PauliSum, _ noise: NoiseModel) {
        for position in sum.strings.lazy.flatMap(\.positions)
        where noise.readoutError(of: position.qubit).map({ !$0.isIdeal }) ?? false {
            self.insert(position.qubit)
        }
    }

    private mutating func insert(_ qubit: Int) { self.words[qubit >> 6] |= 1 << UInt64(qubit & 63) }

    func contains(_ qubit: Int) -> Bool { self.words[qubit >> 6] >> UInt64(qubit & 63) & 1 == 1 }

    /// Calls with each of them in ascending order, and its bit of the state's index.
    @inline(__always)
    func forEach(_ body: (_ qubit: Int, _ bit: Int) -> Void) {
        var bit = 0
        for (place, word) in self.words.enumerated() {
            var rest = word
            while rest != 0 {
                body(place << 6 | rest.trailingZeroBitCount, bit)
                rest &= rest &- 1
                bit += 1
            }
        }
    }
}
