extension MatrixProductState {
    /// The probability of measuring 1.
    ///
    /// Brings the weight to the qubit, so that its tensor alone tells.
    package mutating func probabilityOfOne(ofQubit qubit: Int) -> Double {
        self.moveCentre(to: self.places[qubit])
        let (zero, one) = (self.sites[self.centre].weight(of: 0), self.sites[self.centre].weight(of: 1))
        return one / (zero + one)
    }

    /// Makes the state what it is after a measurement with this outcome.
    ///
    /// - Precondition: The outcome is possible.
    package mutating func collapse(qubit: Int, to value: Int) {
        let place = self.places[qubit]
        self.moveCentre(to: place)
        let weight = self.sites[place].weight(of: value)
        precondition(weight > 0, "A state collapses to what it may be.")
        let (right, scale) = (self.sites[place].right, 1 / weight.squareRoot())
        for index in self.sites[place].entries.indices {
            let isKept = index / right & 1 == value
            self.sites[place].entries[index] = isKept ? scale * self.sites[place].entries[index] : .zero
        }
        self.shrinkBonds(around: place)
    }

    /// What was entangled with a measured qubit may need smaller bonds now: looks outwards as long as they shrink.
    private mutating func shrinkBonds(around place: Int) {
        var rightmost = place
        while rightmost + 1 < self.qubitCount, self.shrinkBondToTheRight() { rightmost += 1 }
        self.moveCentre(to: place)
        while self.centre > 0, self.shrinkBondToTheLeft() {}
    }

    /// Moves the centre by one.
    ///
    /// - Returns: Whether the bond has become smaller.
    private mutating func shrinkBondToTheRight() -> Bool {
        let (place, site, next) = (self.centre, self.sites[self.centre], self.sites[self.centre + 1])
        let splitting = Splitting(
            site.entries, rowCount: 2 * site.left, columnCount: site.right, weightIsLeft: false,
            truncation: self.truncation, earlierBondDimension: site.right)
        self.note(splitting)
        let bond = splitting.bondDimension
        self.sites[place] = Site(left: site.left, right: bond, entries: splitting.left)
        self.sites[place + 1] = Site(
            left: bond, right: next.right,
            entries: LinearAlgebra.product(
                rows: bond, inner: site.right, columns: 2 * next.right, splitting.right, next.entries))
        self.centre += 1
        return bond < site.right
    }

    mutating func shrinkBondToTheLeft() -> Bool {
        let (place, site, next) = (self.centre, self.sites[self.centre], self.sites[self.centre - 1])
        let splitting = Splitting(
            site.entries, rowCount: site.left, columnCount: 2 * site.right, weightIsLeft: true,
            truncation: self.truncation, earlierBondDimension: site.left)
        self.note(splitting)
        let bond = splitting.bondDimension
        self.sites[place] = Site(left: bond, right: site.right, entries: splitting.right)
        self.sites[place - 1] = Site(
            left: next.left, right: bond,
            entries: LinearAlgebra.product(
                rows: 2 * next.left, inner: site.left, columns: bond, next.entries, splitting.left))
        self.centre -= 1
        return bond < site.left
    }
}
