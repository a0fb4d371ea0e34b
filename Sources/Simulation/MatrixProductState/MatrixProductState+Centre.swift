extension MatrixProductState {
    /// Brings the weight to a place in the chain. The state stays what it is.
    mutating func moveCentre<Failure: Error>(
        to place: Int, _ check: () throws(Failure) -> Void
    ) throws(Failure) {
        while self.centre < place { try self.moveCentreRight(check) }
        while self.centre > place { try self.moveCentreLeft(check) }
    }

    /// The centre's tensor, its rows being all but the right bond, is an orthonormal one times a triangle, which goes
    /// to the neighbour.
    private mutating func moveCentreRight<Failure: Error>(
        _ check: () throws(Failure) -> Void
    ) throws(Failure) {
        try check()
        let (site, next) = (self.sites[self.centre], self.sites[self.centre + 1])
        let rowCount = 2 * site.left
        let factor = try TriangularFactor(
            LinearAlgebra.transposed(site.entries, rowCount: rowCount, columnCount: site.right),
            rowCount: rowCount, columnCount: site.right, check: check)
        let bond = factor.size
        let carried = try LinearAlgebra.product(
            rows: bond, inner: site.right, columns: 2 * next.right, factor.rows(), next.entries, check: check)
        self.sites[self.centre] = Site(
            left: site.left, right: bond,
            entries: LinearAlgebra.transposed(factor.orthonormal, rowCount: bond, columnCount: rowCount))
        self.sites[self.centre + 1] = Site(left: bond, right: next.right, entries: carried)
        self.centre += 1
    }

    /// Row-major, the tensor is what the factorisation takes for the transposed one: no copies are turned.
    private mutating func moveCentreLeft<Failure: Error>(
        _ check: () throws(Failure) -> Void
    ) throws(Failure) {
        try check()
        let (site, next) = (self.sites[self.centre], self.sites[self.centre - 1])
        let factor = try TriangularFactor(
            site.entries, rowCount: 2 * site.right, columnCount: site.left, check: check)
        let bond = factor.size
        let carried = try LinearAlgebra.product(
            rows: 2 * next.left, inner: site.left, columns: bond, next.entries, factor.columns(), check: check
        )
        self.sites[self.centre] = Site(left: bond, right: site.right, entries: factor.orthonormal)
        self.sites[self.centre - 1] = Site(left: next.left, right: bond, entries: carried)
        self.centre -= 1
    }
}
