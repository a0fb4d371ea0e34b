extension MatrixProductState {
    /// Applies a matrix to the last of the qubits where the others hold their values.
    ///
    /// It is the identity plus a product of one-qubit matrices: projections on the controls' values, and the matrix
    /// less the identity on the target. So nothing moves: between the outermost of the qubits each tensor stands
    /// beside what its factor makes of it, which doubles the bonds, and a sweep there and back makes them as small
    /// as they can be.
    mutating func apply<Failure: Error>(
        _ matrix: [Complex], toQubits qubits: [Int], values: [Bool],
        willSplit: (SplittingSize) throws(Failure) -> Void, check: () throws(Failure) -> Void
    ) throws(Failure) {
        var factors = [Int: [Complex]]()
        for (qubit, value) in zip(qubits, values) {
            factors[self.places[qubit]] = value ? [.zero, .zero, .zero, .one] : [.one, .zero, .zero, .zero]
        }
        factors[self.places[qubits[qubits.count - 1]]] = [
            matrix[0] - .one, matrix[1], matrix[2], matrix[3] - .one,
        ]
        guard let first = factors.keys.min(), let last = factors.keys.max(), first < last else {
            return self.apply(matrix, toQubit: qubits[0])
        }
        try willSplit(self.doubledSize(from: first, to: last))
        try self.moveCentre(to: first, check)
        for place in first...last {
            self.sites[place] = Self.sum(
                self.sites[place], factors[place], isFirst: place == first, isLast: place == last)
        }
        try self.moveCentre(to: last, check)
        while self.centre > first { _ = try self.shrinkBondToTheLeft(check) }
    }

    /// A tensor and the same after a factor, as one: they share the outer bonds of the range and no inner one.
    private static func sum(_ site: Site, _ factor: [Complex]?, isFirst: Bool, isLast: Bool) -> Site {
        var turned = site.entries
        if let factor {
            turned.withUnsafeMutableBufferPointer { entries in
                guard let start = entries.baseAddress else { return }
                Transform.apply(factor, dimension: 2, to: start, left: site.left, right: site.right)
            }
        }
        let left = isFirst ? site.left : 2 * site.left
        let right = isLast ? site.right : 2 * site.right
        var result = Site(
            left: left, right: right, entries: [Complex](repeating: .zero, count: 2 * left * right))
        let (rowOffset, columnOffset) = (isFirst ? 0 : 2 * site.left, isLast ? 0 : site.right)
        for row in 0..<(2 * site.left) {
            for column in 0..<site.right {
                let source = row * site.right + column
                result.entries[row * right + column] += site.entries[source]
                result.entries[(row + rowOffset) * right + column + columnOffset] += turned[source]
            }
        }
        return result
    }

    private func doubledSize(from first: Int, to last: Int) -> SplittingSize {
        let range = self.sites[first...last]
        let bond = range.dropLast().reduce(1) { max($0, 2 * $1.right) }
        let entryCount = range.reduce(0) { $0 + 4 * $1.entries.count }
        // The doubled tensors, and for the largest of them what a splitting takes.
        return SplittingSize(
            byteCount: self.byteCount + 16 * (entryCount + 5 * 2 * bond * bond + 128 * bond),
            bondDimension: bond)
    }
}
