extension MatrixProductState {
    /// Memory of the rows that are drawn together: they and their products stay in a core's cache.
    private static let prefixByteCount = 1 << 18

    /// Draws shots of a measurement of all qubits.
    ///
    /// From the left end of the chain, qubit by qubit, each given those before; right of the centre nothing needs to
    /// be summed over. Shots that agree so far are drawn as one and parted by a draw each.
    ///
    /// - Parameters:
    ///   - qubits: Those whose values matter; what is right of them all in the chain is not drawn.
    ///   - uniform: The next random number in [0, 1).
    ///   - check: Called before each qubit of each portion of shots. What it throws ends the drawing.
    ///   - found: Values by qubit, 64 to a word, bit 0 being qubit 0, and how many shots had them. The same values
    ///     may come several times where qubits do not matter.
    package mutating func sample<Failure: Error>(
        shotCount: Int, qubits: [Int], uniform: () -> Double, check: () throws(Failure) -> Void,
        found: (ArraySlice<UInt64>, Int) -> Void
    ) throws(Failure) {
        guard shotCount > 0 else { return }
        if self.qubitCount > 0 { try self.moveCentre(to: 0, check) }
        let end = qubits.reduce(0) { max($0, self.places[$1] + 1) }
        var portions = [OutcomePrefixes(shotCount: shotCount, qubitCount: self.qubitCount)]
        while var prefixes = portions.popLast() {
            while prefixes.place < end {
                try check()
                let site = self.sites[prefixes.place]
                if prefixes.count > max(1, Self.prefixByteCount / (16 * (site.left + 2 * site.right))) {
                    portions.append(prefixes.removeHalf())
                    continue
                }
                prefixes.draw(site: site, qubit: self.qubits[prefixes.place], uniform: uniform)
            }
            for row in 0..<prefixes.count {
                let start = row * prefixes.wordCount
                found(prefixes.outcomes[start..<(start + prefixes.wordCount)], prefixes.shotCounts[row])
            }
        }
    }
}
