extension MatrixProductState {
    /// Applies a unitary to one qubit, where it stands. No bond changes.
    ///
    /// - Parameter matrix: 8 numbers.
    package mutating func apply(matrix: [Double], toQubit qubit: Int) {
        precondition(matrix.count == 8, "A matrix on one qubit has four entries.")
        self.apply(Matrices.complex(matrix), toQubit: qubit)
    }

    mutating func apply(_ matrix: [Complex], toQubit qubit: Int) {
        let place = self.places[qubit]
        let (left, right) = (self.sites[place].left, self.sites[place].right)
        self.sites[place].entries.withUnsafeMutableBufferPointer { site in
            guard let start = site.baseAddress else { return }
            Transform.apply(matrix, dimension: 2, to: start, left: left, right: right)
        }
    }

    /// Applies a unitary to several qubits: brings them together, multiplies, splits. Their bonds and values are held
    /// in memory as one tensor.
    mutating func apply<Failure: Error>(
        _ matrix: [Complex], toQubits targets: [Int], willSplit: (SplittingSize) throws(Failure) -> Void,
        check: () throws(Failure) -> Void
    ) throws(Failure) {
        let start = try self.gather(targets, willSplit: willSplit, check: check)
        // Bit t of the matrix's index is the value in place start + offset, which is bit k-1-offset of the block's.
        let bits = targets.map { targets.count - 1 - (self.places[$0] - start) }
        try self.transform(
            Matrices.permuted(matrix, bits: bits), from: start, count: targets.count, willSplit: willSplit,
            check: check)
    }

    // MARK: - Neighbours

    /// Applies a matrix to the values in places next to each other, the first being the highest bit.
    mutating func transform<Failure: Error>(
        _ matrix: [Complex], from start: Int, count: Int, willSplit: (SplittingSize) throws(Failure) -> Void,
        check: () throws(Failure) -> Void
    ) throws(Failure) {
        try willSplit(self.splittingSize(from: start, count: count))
        try self.moveCentre(to: max(start, min(self.centre, start + count - 1)), check)
        let (left, right) = (self.sites[start].left, self.sites[start + count - 1].right)
        var block = try self.contracted(from: start, count: count, check)
        block.withUnsafeMutableBufferPointer { block in
            guard let entries = block.baseAddress else { return }
            Transform.apply(matrix, dimension: 1 << count, to: entries, left: left, right: right)
        }
        try self.split(block, from: start, count: count, check)
    }

    /// The tensors of neighbours as one: `left` × `2^count` × `right` entries.
    private func contracted<Failure: Error>(
        from start: Int, count: Int, _ check: () throws(Failure) -> Void
    ) throws(Failure) -> [Complex] {
        var block = self.sites[start].entries
        var rows = 2 * self.sites[start].left
        for site in self.sites[(start + 1)..<(start + count)] {
            block = try LinearAlgebra.product(
                rows: rows, inner: site.left, columns: 2 * site.right, block, site.entries, check: check)
            rows *= 2
        }
        return block
    }

    /// Makes tensors of neighbours of one, from the right; the weight comes to the first, or if it came from there
    /// and they are two, to the second, where it is on its way.
    private mutating func split<Failure: Error>(
        _ block: [Complex], from start: Int, count: Int, _ check: () throws(Failure) -> Void
    ) throws(Failure) {
        var (block, right) = (block, self.sites[start + count - 1].right)
        let left = self.sites[start].left
        let goesRight = count == 2 && self.centre == start
        for place in ((start + 1)..<(start + count)).reversed() {
            let splitting = try Splitting(
                block, rowCount: left << (place - start), columnCount: 2 * right, weightIsLeft: !goesRight,
                truncation: self.truncation, earlierBondDimension: self.sites[place].left,
                check: check)
            self.note(splitting)
            self.sites[place] = Site(left: splitting.bondDimension, right: right, entries: splitting.right)
            (block, right) = (splitting.left, splitting.bondDimension)
        }
        self.sites[start] = Site(left: left, right: right, entries: block)
        self.centre = goesRight ? start + 1 : start
    }

    /// What ``transform(_:from:count:willSplit:)`` takes.
    private func splittingSize(from start: Int, count: Int) -> SplittingSize {
        let (left, right) = (self.sites[start].left, self.sites[start + count - 1].right)
        var bondDimension = 1
        for cut in 1..<count {
            bondDimension = max(bondDimension, min(left << cut, right << (count - cut)))
        }
        // The block, the library's copy of it, both factors, and room to work.
        let entryCount = left * right << count
        let byteCount = 16 * (5 * entryCount + 64 * (left + right) << count)
        return SplittingSize(
            byteCount: self.byteCount + byteCount,
            bondDimension: min(bondDimension, self.truncation.bondDimensionMax ?? .max))
    }

    // MARK: - Far gates

    /// Brings qubits together by exchanging neighbours.
    ///
    /// - Returns: The first of their places.
    private mutating func gather<Failure: Error>(
        _ targets: [Int], willSplit: (SplittingSize) throws(Failure) -> Void,
        check: () throws(Failure) -> Void
    ) throws(Failure) -> Int {
        var places = targets.map { self.places[$0] }.sorted()
        // They meet where the middle one is: the sum of the ways is shortest there.
        let middle = places.count / 2
        for index in (0..<middle).reversed() {
            while places[index] < places[index + 1] - 1 {
                try self.exchange(places[index], willSplit: willSplit, check: check)
                places[index] += 1
            }
        }
        for index in (middle + 1)..<places.count {
            while places[index] > places[index - 1] + 1 {
                try self.exchange(places[index] - 1, willSplit: willSplit, check: check)
                places[index] -= 1
            }
        }
        return places[0]
    }

    /// Exchanges the qubits in a place and the next.
    mutating func exchange<Failure: Error>(
        _ place: Int, willSplit: (SplittingSize) throws(Failure) -> Void,
        check: () throws(Failure) -> Void
    ) throws(Failure) {
        try self.transform(Self.exchangeMatrix, from: place, count: 2, willSplit: willSplit, check: check)
        self.exchangeNames(place)
    }

    mutating func exchangeNames(_ place: Int) {
        self.qubits.swapAt(place, place + 1)
        self.places[self.qubits[place]] = place
        self.places[self.qubits[place + 1]] = place + 1
    }

    static let exchangeMatrix: [Complex] = [0, 2, 1, 3].flatMap { one in
        (0..<4).map { $0 == one ? .one : .zero }
    }
}
