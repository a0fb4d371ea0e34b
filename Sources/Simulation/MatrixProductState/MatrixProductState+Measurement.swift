extension MatrixProductState {
    /// The probability of measuring 1.
    ///
    /// Brings the weight to the qubit, so that its tensor alone tells.
    ///
    /// - Parameter check: Called between the pieces of what takes long. What it throws ends the work.
    package mutating func probabilityOfOne<Failure: Error>(
        ofQubit qubit: Int, check: () throws(Failure) -> Void
    ) throws(Failure) -> Double {
        try self.moveCentre(to: self.places[qubit], check)
        let (zero, one) = (self.sites[self.centre].weight(of: 0), self.sites[self.centre].weight(of: 1))
        return one / (zero + one)
    }

    /// Makes the state what it is after a measurement with this outcome.
    ///
    /// - Precondition: The outcome is possible.
    /// - Parameter check: Called between the pieces of what takes long. What it throws ends the work.
    package mutating func collapse<Failure: Error>(
        qubit: Int, to value: Int, check: () throws(Failure) -> Void
    ) throws(Failure) {
        let place = self.places[qubit]
        try self.moveCentre(to: place, check)
        let weight = self.sites[place].weight(of: value)
        precondition(weight > 0, "A state collapses to what it may be.")
        let (right, scale) = (self.sites[place].right, 1 / weight.squareRoot())
        for index in self.sites[place].entries.indices {
            let isKept = index / right & 1 == value
            self.sites[place].entries[index] = isKept ? scale * self.sites[place].entries[index] : .zero
        }
        try self.shrinkBonds(around: place, check)
    }

    /// What was entangled with a measured qubit may need smaller bonds now: looks outwards as long as they shrink.
    private mutating func shrinkBonds<Failure: Error>(
        around place: Int, _ check: () throws(Failure) -> Void
    ) throws(Failure) {
        var rightmost = place
        while rightmost + 1 < self.qubitCount, try self.shrinkBondToTheRight(check) { rightmost += 1 }
        try self.moveCentre(to: place, check)
        while self.centre > 0, try self.shrinkBondToTheLeft(check) {}
    }

    /// Moves the centre by one.
    ///
    /// - Returns: Whether the bond has become smaller.
    private mutating func shrinkBondToTheRight<Failure: Error>(
        _ check: () throws(Failure) -> Void
    ) throws(Failure) -> Bool {
        let (place, site, next) = (self.centre, self.sites[self.centre], self.sites[self.centre + 1])
        let splitting = try Splitting(
            site.entries, rowCount: 2 * site.left, columnCount: site.right, weightIsLeft: false,
            truncation: self.truncation, earlierBondDimension: site.right, check: check)
        self.note(splitting)
        let bond = splitting.bondDimension
        self.sites[place] = Site(left: site.left, right: bond, entries: splitting.left)
        self.sites[place + 1] = Site(
            left: bond, right: next.right,
            entries: try LinearAlgebra.product(
                rows: bond, inner: site.right, columns: 2 * next.right, splitting.right, next.entries,
                check: check))
        self.centre += 1
        return bond < site.right
    }

    mutating func shrinkBondToTheLeft<Failure: Error>(
        _ check: () throws(Failure) -> Void
    ) throws(Failure) -> Bool {
        let (place, site, next) = (self.centre, self.sites[self.centre], self.sites[self.centre - 1])
        let splitting = try Splitting(
            site.entries, rowCount: site.left, columnCount: 2 * site.right, weightIsLeft: true,
            truncation: self.truncation, earlierBondDimension: site.left, check: check)
        self.note(splitting)
        let bond = splitting.bondDimension
        self.sites[place] = Site(left: bond, right: site.right, entries: splitting.right)
        self.sites[place - 1] = Site(
            left: next.left, right: bond,
            entries: try LinearAlgebra.product(
                rows: 2 * next.left, inner: site.left, columns: bond, next.entries, splitting.left,
                check: check))
        self.centre -= 1
        return bond < site.left
    }
}
