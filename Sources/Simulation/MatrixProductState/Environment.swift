/// What the chain left of a place contributes to a mean: one index of the bond for the bra, one for the ket.
struct Environment {
    private var bond: Int
    /// `bond²` entries, row-major, the bra's index first.
    private var entries: [Complex]

    /// Left of the centre the tensors are orthonormal, so nothing but their agreement is left.
    init(bond: Int) {
        self.bond = bond
        self.entries = (0..<(bond * bond)).map { $0 % (bond + 1) == 0 ? .one : .zero }
    }

    /// Goes on past a tensor.
    ///
    /// - Parameters:
    ///   - matrix: What stands between bra and ket: four entries, row-major.
    ///   - check: Called between the pieces of a long product. What it throws ends the work.
    mutating func pass<Failure: Error>(
        _ site: Site, matrix: [Complex]? = nil, check: () throws(Failure) -> Void
    ) throws(Failure) {
        var ket = try LinearAlgebra.product(
            rows: self.bond, inner: self.bond, columns: 2 * site.right, self.entries, site.entries,
            check: check)
        if let matrix {
            ket.withUnsafeMutableBufferPointer { ket in
                guard let start = ket.baseAddress else { return }
                Transform.apply(matrix, dimension: 2, to: start, left: self.bond, right: site.right)
            }
        }
        let bond = self.bond
        self.entries = try LinearAlgebra.filled(site.right * site.right) { result throws(Failure) in
            try LinearAlgebra.multiplyAdjoint(
                rows: site.right, inner: 2 * bond, columns: site.right, site.entries, ket, into: result,
                check: check)
        }
        self.bond = site.right
    }

    /// The mean, right of the centre: there too the tensors are orthonormal.
    var trace: Complex {
        (0..<self.bond).reduce(.zero) { $0 + self.entries[$1 * (self.bond + 1)] }
    }
}
