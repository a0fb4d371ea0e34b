import CLAPACK

extension MatrixProductState {
    /// Brings the weight to a place in the chain. The state stays what it is.
    mutating func moveCentre(to place: Int) {
        while self.centre < place { self.moveCentreRight() }
        while self.centre > place { self.moveCentreLeft() }
    }

    /// The centre's tensor, seen from its rows, is an orthonormal one times a triangle, which goes to the neighbour.
    private mutating func moveCentreRight() {
        var (site, next) = (self.sites[self.centre], self.sites[self.centre + 1])
        let bond = min(2 * site.left, site.right)
        // Column by column the tensor is the transposed one, so a factorisation from the other side.
        var (m, n, k, status) = (Int32(site.right), Int32(2 * site.left), Int32(bond), Int32(0))
        let workCount = 32 * max(site.right, bond)
        var lwork = Int32(workCount)
        var triangle = [Complex](repeating: .zero, count: bond * site.right)
        withUnsafeTemporaryAllocation(of: Complex.self, capacity: bond + workCount) { buffer in
            guard let tau = buffer.baseAddress else { return }
            zgelqf_(&m, &n, &site.entries, &m, tau, tau + bond, &lwork, &status)
            for row in 0..<bond {
                for column in row..<site.right {
                    triangle[row * site.right + column] = site.entries[row * site.right + column]
                }
            }
            zunglq_(&k, &n, &k, &site.entries, &m, tau, tau + bond, &lwork, &status)
        }
        precondition(status == 0, "The arguments of the factorisation are right.")
        if bond < site.right {
            site.entries = (0..<(2 * site.left)).flatMap {
                site.entries[($0 * site.right)..<($0 * site.right + bond)]
            }
        }
        next.entries = LinearAlgebra.product(
            rows: bond, inner: next.left, columns: 2 * next.right, triangle, next.entries)
        (site.right, next.left) = (bond, bond)
        self.sites[self.centre] = site
        self.sites[self.centre + 1] = next
        self.centre += 1
    }

    private mutating func moveCentreLeft() {
        var (site, next) = (self.sites[self.centre], self.sites[self.centre - 1])
        let (bond, length) = (min(site.left, 2 * site.right), 2 * site.right)
        var (m, n, k, status) = (Int32(length), Int32(site.left), Int32(bond), Int32(0))
        let workCount = 32 * max(site.left, bond)
        var lwork = Int32(workCount)
        var triangle = [Complex](repeating: .zero, count: site.left * bond)
        withUnsafeTemporaryAllocation(of: Complex.self, capacity: bond + workCount) { buffer in
            guard let tau = buffer.baseAddress else { return }
            zgeqrf_(&m, &n, &site.entries, &m, tau, tau + bond, &lwork, &status)
            for row in 0..<site.left {
                for column in 0...min(row, bond - 1) {
                    triangle[row * bond + column] = site.entries[row * length + column]
                }
            }
            zungqr_(&m, &k, &k, &site.entries, &m, tau, tau + bond, &lwork, &status)
        }
        precondition(status == 0, "The arguments of the factorisation are right.")
        site.entries.removeLast(site.entries.count - bond * length)
        next.entries = LinearAlgebra.product(
            rows: 2 * next.left, inner: next.right, columns: bond, next.entries, triangle)
        (site.left, next.right) = (bond, bond)
        self.sites[self.centre] = site
        self.sites[self.centre - 1] = next
        self.centre -= 1
    }
}
