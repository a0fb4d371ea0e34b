/// A gate as kernels take it: qubits are bits of a state's index; its numbers lie elsewhere.
struct PreparedGate {
    enum Kind: UInt8 {
        /// Multiplies the amplitudes in which the controls hold; 2 numbers.
        case phase
        /// A diagonal on one target; 4 numbers.
        case diagonal
        /// Exchanges 0 and 1 of one target; no numbers.
        case flip
        /// A matrix with real entries on one target; 8 numbers.
        case real
        /// A matrix on one target; 8 numbers.
        case dense
        /// Exchanges two targets; no numbers.
        case swap
        /// A matrix on two targets or more; `2 · 4^k` numbers.
        case denseOnMany
        /// A diagonal on two targets or more; `2 · 2^k` numbers.
        case diagonalOnMany
    }

    var kind: Kind
    /// How many of ``targets`` count.
    var targetCount: Int
    /// The first is bit 0 of a row or column index.
    var targets: SIMD16<UInt8>
    /// One bit for each qubit that must hold a value.
    var controlMask: Int
    /// What they must hold; a subset of the mask.
    var controlValue: Int
    /// Where its numbers begin.
    var numberStart = 0

    var target: Int { Int(self.targets[0]) }

    /// All qubits it may change, entangle or depend on, as bits.
    var qubitMask: Int {
        (0..<self.targetCount).reduce(self.controlMask) { $0 | 1 << Int(self.targets[$1]) }
    }

    var numberCount: Int {
        switch self.kind {
        case .phase: 2
        case .diagonal: 4
        case .flip, .swap: 0
        case .real, .dense: 8
        case .denseOnMany: 2 << (2 * self.targetCount)
        case .diagonalOnMany: 2 << self.targetCount
        }
    }
}
