/// What the single-qubit Paulis of now were at the start, when all qubits were 0.
///
/// For a state `U|0…0>` it holds `U† X_q U` and `U† Z_q U` of every qubit `q`. Each is a row: a power `k` of i and
/// bits `x`, `z` for `i^k · X^x · Z^z` over the qubits at the start, all X left of all Z. In that form a
/// controlled NOT changes no phase, and a product's phase is the parity of `z & x`.
///
/// A gate multiplies rows of the qubits it acts on, a Hadamard or swap gate only exchanges them, and a measurement
/// is determined when its row has no x: those cost O(n/512). An undetermined measurement costs O(n) rows of which
/// it touches only the lanes in use. (S. Aaronson and D. Gottesman, 2004; the inverse form: C. Gidney,
/// arXiv:2103.02202.)
struct InverseTableau: ~Copyable {
    let qubitCount: Int
    /// Lanes of the x bits of a row; the z bits follow them.
    let laneCount: Int
    let rows: BitRows
    /// The power of i, 0 to 3.
    let phases: UnsafeMutablePointer<UInt8>
    /// Where the images of X and of Z of each qubit lie: X of qubit `q` at `q`, Z at `qubitCount + q`.
    let rowOf: UnsafeMutablePointer<Int>
    /// Which x bits a measurement removes.
    private let support: BitRows

    init(qubitCount: Int) {
        self.qubitCount = qubitCount
        self.laneCount = BitRows.laneCount(bitCount: qubitCount)
        self.rows = BitRows(rowCount: 2 * qubitCount, laneCount: 2 * self.laneCount)
        self.support = BitRows(rowCount: 1, laneCount: self.laneCount)
        self.phases = .allocate(capacity: max(1, 2 * qubitCount))
        self.phases.initialize(repeating: 0, count: max(1, 2 * qubitCount))
        self.rowOf = .allocate(capacity: max(1, 2 * qubitCount))
        for qubit in 0..<qubitCount {
            let bit = UInt64(1) << UInt64(qubit & 63)
            self.rowOf[qubit] = 2 * qubit
            self.rowOf[qubitCount + qubit] = 2 * qubit + 1
            self.rows.words(2 * qubit)[qubit >> 6] = bit
            self.rows.words(2 * qubit + 1)[8 * self.laneCount + qubit >> 6] = bit
        }
    }

    deinit {
        self.phases.deallocate()
        self.rowOf.deallocate()
    }

    // MARK: - Gates

    @inline(__always)
    func xRow(_ qubit: Int) -> Int { self.rowOf[qubit] }

    @inline(__always)
    func zRow(_ qubit: Int) -> Int { self.rowOf[self.qubitCount &+ qubit] }

    mutating func hadamard(_ qubit: Int) {
        let x = self.xRow(qubit)
        self.rowOf[qubit] = self.zRow(qubit)
        self.rowOf[self.qubitCount &+ qubit] = x
    }

    /// `S† X S = −i·X·Z`, and with the adjoint `i·X·Z`.
    mutating func phase(_ qubit: Int, isAdjoint: Bool) {
        self.multiply(self.xRow(qubit), by: self.zRow(qubit), phase: isAdjoint ? 1 : 3)
    }

    mutating func pauli(_ qubit: Int, hasX: Bool, hasZ: Bool) {
        if hasX { self.phases[self.zRow(qubit)] ^= 2 }
        if hasZ { self.phases[self.xRow(qubit)] ^= 2 }
    }

    mutating func cx(control: Int, target: Int) {
        self.multiply(self.xRow(control), by: self.xRow(target))
        self.multiply(self.zRow(target), by: self.zRow(control))
    }

    mutating func cz(_ first: Int, _ second: Int) {
        self.multiply(self.xRow(first), by: self.zRow(second))
        self.multiply(self.xRow(second), by: self.zRow(first))
    }

    mutating func swap(_ first: Int, _ second: Int) {
        let (x, z) = (self.xRow(first), self.zRow(first))
        self.rowOf[first] = self.xRow(second)
        self.rowOf[self.qubitCount &+ first] = self.zRow(second)
        self.rowOf[second] = x
        self.rowOf[self.qubitCount &+ second] = z
    }

    /// Multiplies a row by another from the right, and by `i^phase`.
    @inline(__always)
    mutating func multiply(_ row: Int, by other: Int, phase: UInt8 = 0) {
        let (left, right) = (self.rows.row(row), self.rows.row(other))
        var crossing = Lane.zero
        for lane in 0..<self.laneCount {
            let z = lane &+ self.laneCount
            crossing ^= left[z] & right[lane]
            left[lane] ^= right[lane]
            left[z] ^= right[z]
        }
        let turns = UInt8(truncatingIfNeeded: crossing.parity) &<< 1
        self.phases[row] = (self.phases[row] &+ self.phases[other] &+ phase &+ turns) & 3
    }

    // MARK: - Measurements

    /// Whether a row has an x: then no value of it is known.
    func hasX(_ row: Int) -> Bool {
        let lanes = self.rows.row(row)
        for lane in 0..<self.laneCount where lanes[lane] != .zero { return true }
        return false
    }

    /// The outcome of measuring a qubit, where it is determined.
    func outcome(ofQubit qubit: Int) -> Bool? {
        let row = self.zRow(qubit)
        return self.hasX(row) ? nil : self.phases[row] == 2
    }

    /// Makes the outcome of a qubit 0 that was undetermined.
    ///
    /// The row `P` that is measured becomes `X_p` times Zs by controlled NOTs from its pivot `p`, and if it had a Y
    /// there, by a phase gate; all of them leave the start, 0…0, as it was. Measuring `X_p` on 0 and getting + gives
    /// what a Hadamard gate makes of 0, so that one (with an X first, if the sign is −) goes in front of `U`.
    mutating func collapse(qubit: Int) {
        let row = self.zRow(qubit)
        let measured = self.rows.row(row)
        guard let pivot = measured.firstSetBit(laneCount: self.laneCount) else {
            preconditionFailure("The outcome is undetermined.")
        }
        let others = self.support.row(0)
        for lane in 0..<self.laneCount { others[lane] = measured[lane] }
        self.support.words(0)[pivot >> 6] &= ~(1 << UInt64(pivot & 63))
        let first = others.firstSetBit(laneCount: self.laneCount).map { $0 >> 9 } ?? 0
        var end = self.laneCount
        while end > first, others[end - 1] == .zero { end -= 1 }
        let hasY = self.zAfterFanOut(measured, pivot: pivot, lanes: first..<end) == 1
        let isNegative = (self.phases[row] &+ (hasY ? 1 : 0)) & 3 == 2
        for index in 0..<(2 * self.qubitCount) {
            self.turn(index, pivot: pivot, lanes: first..<end, hasY: hasY, isNegative: isNegative)
        }
    }

    /// The z bit at the pivot once controlled NOTs have spread the pivot over ``support``.
    @inline(__always)
    private func zAfterFanOut(_ row: UnsafeMutablePointer<Lane>, pivot: Int, lanes: Range<Int>) -> UInt64 {
        let (z, others) = (row + self.laneCount, self.support.row(0))
        var crossing = Lane.zero
        for lane in lanes { crossing ^= z[lane] & others[lane] }
        return z.bit(pivot) ^ crossing.parity
    }

    /// Does to one row what ``collapse(qubit:)`` says.
    @inline(__always)
    private mutating func turn(
        _ index: Int, pivot: Int, lanes: Range<Int>, hasY: Bool, isNegative: Bool
    ) {
        let (row, others) = (self.rows.row(index), self.support.row(0))
        let x = row.bit(pivot)
        var z = self.zAfterFanOut(row, pivot: pivot, lanes: lanes)
        if x == 1 { for lane in lanes { row[lane] ^= others[lane] } }
        var phase = UInt64(self.phases[index])
        if hasY {
            phase &+= x
            z ^= x
        }
        phase &+= 2 &* (x & z)
        // From here x is the z bit and z the x bit: the Hadamard gate.
        if isNegative { phase &+= 2 &* x }
        self.phases[index] = UInt8(truncatingIfNeeded: phase & 3)
        let words = self.rows.words(index)
        let (word, shift) = (pivot &>> 6, UInt64(truncatingIfNeeded: pivot & 63))
        let zWord = word &+ 8 &* self.laneCount
        words[word] = words[word] & ~(1 &<< shift) | z &<< shift
        words[zWord] = words[zWord] & ~(1 &<< shift) | x &<< shift
    }
}
