extension MatrixProductState {
    /// The amplitude of a basis state.
    ///
    /// - Parameters:
    ///   - words: Values by qubit, 64 to a word, bit 0 being qubit 0.
    ///   - check: Called for each tensor. What it throws ends the work.
    package func amplitude<Failure: Error>(
        of words: [UInt64], check: () throws(Failure) -> Void
    ) throws(Failure) -> (real: Double, imaginary: Double) {
        var row: [Complex] = [.one]
        for (place, site) in self.sites.enumerated() {
            let qubit = self.qubits[place]
            let value = Int(words[qubit >> 6] >> UInt64(qubit & 63) & 1)
            try check()
            let products = try LinearAlgebra.product(
                rows: 1, inner: site.left, columns: 2 * site.right, row, site.entries, check: check)
            row = Array(products[(value * site.right)..<((value + 1) * site.right)])
        }
        return (row[0].x, row[0].y)
    }

    /// All `2^n` amplitudes by index, real then imaginary part.
    ///
    /// - Precondition: There is memory for three times as many: the caller has looked.
    package func amplitudes<Failure: Error>(check: () throws(Failure) -> Void) throws(Failure) -> [Double] {
        var block: [Complex] = [.one]
        for (place, site) in self.sites.enumerated() {
            try check()
            block = try LinearAlgebra.product(
                rows: 1 << place, inner: site.left, columns: 2 * site.right, block, site.entries, check: check
            )
        }
        // The first place is the highest bit of the block's index.
        let bits = (0..<self.qubitCount).map { self.qubits[self.qubitCount - 1 - $0] }
        var amplitudes = [Double](repeating: 0, count: 2 << self.qubitCount)
        for index in block.indices {
            var target = 0
            for (bit, qubit) in bits.enumerated() { target |= (index >> bit & 1) << qubit }
            amplitudes[2 * target] = block[index].x
            amplitudes[2 * target + 1] = block[index].y
        }
        return amplitudes
    }
}
