extension InverseTableau {
    /// One possible joint outcome of measuring qubits of which nothing depends afterwards.
    ///
    /// The rows commute. Those whose x bits are independent of the others' have random outcomes, and get 0; every
    /// other one is, up to a sign, a product of those and of Zs, which are + at the start. So it takes one
    /// elimination on the x bits, and products of whole rows only where there are signs to find. The tableau is
    /// used up: rows of dependent measurements are overwritten.
    ///
    /// - Parameter qubits: Each at most once.
    /// - Returns: The outcomes in the order of the qubits; nil if cancelled.
    mutating func jointOutcomes(ofQubits qubits: [Int], isCancelled: () -> Bool) -> [Bool]? {
        var outcomes = [Bool](repeating: false, count: qubits.count)
        var undetermined: [Int] = []
        for (index, qubit) in qubits.enumerated() {
            if let outcome = self.outcome(ofQubit: qubit) {
                outcomes[index] = outcome
            } else {
                undetermined.append(index)
            }
        }
        let rows = undetermined.map { self.zRow(qubits[$0]) }
        guard let elimination = self.eliminated(rows, isCancelled: isCancelled) else { return nil }
        self.multiply(rows, as: elimination)
        for (position, index) in undetermined.enumerated() where !elimination.isPivot[position] {
            outcomes[index] = self.phases[rows[position]] == 2
        }
        return outcomes
    }

    /// Which rows were added to which, in ascending order, to bring the x bits into echelon form.
    private struct Elimination: ~Copyable {
        /// Bit `j` of row `i`: the reduced row `j` was added to row `i`.
        let factors: BitRows
        var isPivot: [Bool]
    }

    /// Eliminates the x bits of a copy of some rows; nil if cancelled.
    private func eliminated(_ rows: [Int], isCancelled: () -> Bool) -> Elimination? {
        let copy = BitRows(rowCount: rows.count, laneCount: self.laneCount)
        for (position, row) in rows.enumerated() {
            copy.row(position).update(from: self.rows.row(row), count: self.laneCount)
        }
        let factors = BitRows(
            rowCount: rows.count, laneCount: BitRows.laneCount(bitCount: rows.count))
        var isPivot = [Bool](repeating: false, count: rows.count)
        for position in 0..<rows.count {
            guard let bit = copy.row(position).firstSetBit(laneCount: self.laneCount) else { continue }
            if isCancelled() { return nil }
            isPivot[position] = true
            Self.reduce(copy, factors, rowCount: rows.count, by: position, bit: bit)
        }
        return Elimination(factors: factors, isPivot: isPivot)
    }

    /// Adds a row to all later ones that have its bit.
    private static func reduce(
        _ rows: borrowing BitRows, _ factors: borrowing BitRows, rowCount: Int, by pivot: Int, bit: Int
    ) {
        let source = rows.row(pivot)
        // Bits before the pivot's are gone from this row: lanes before its lane are 0.
        let firstLane = bit &>> 9
        let (word, shift) = (bit &>> 6, UInt64(truncatingIfNeeded: bit & 63))
        let (factorWord, factorShift) = (pivot &>> 6, UInt64(truncatingIfNeeded: pivot & 63))
        for index in (pivot + 1)..<max(pivot + 1, rowCount) {
            let isSet = rows.words(index)[word] &>> shift & 1
            // No branch: half of them are set, in no order.
            let mask = Lane(repeating: 0 &- isSet)
            let row = rows.row(index)
            for lane in firstLane..<rows.laneCount { row[lane] ^= source[lane] & mask }
            factors.words(index)[factorWord] |= isSet &<< factorShift
        }
    }

    /// Multiplies the rows that are no pivots, and the pivots they need, as the elimination did.
    private mutating func multiply(_ rows: [Int], as elimination: borrowing Elimination) {
        var isNeeded = elimination.isPivot.map { !$0 }
        for index in stride(from: rows.count - 1, to: 0, by: -1) where isNeeded[index] {
            Self.forEachBit(of: elimination.factors, row: index) { isNeeded[$0] = true }
        }
        for index in 0..<rows.count where isNeeded[index] {
            Self.forEachBit(of: elimination.factors, row: index) { self.multiply(rows[index], by: rows[$0]) }
        }
    }

    private static func forEachBit(of factors: borrowing BitRows, row: Int, _ body: (Int) -> Void) {
        let words = factors.words(row)
        for word in 0..<(8 * factors.laneCount) {
            var rest = words[word]
            while rest != 0 {
                body(64 * word + rest.trailingZeroBitCount)
                rest &= rest - 1
            }
        }
    }
}
