/// How much of a state may be left out to keep it small.
package struct Truncation: Equatable, Sendable {
    /// The weight (sum of squared Schmidt coefficients, the whole state being 1) that one splitting may discard.
    /// Aer's `matrix_product_state_truncation_threshold`.
    package var weightMax = 1e-16
    /// The largest bond that is kept, whatever it costs in weight; nil: as large as ``weightMax`` asks.
    /// Aer's `matrix_product_state_max_bond_dimension`.
    package var bondDimensionMax: Int?

    package init() {}

    package init(weightMax: Double, bondDimensionMax: Int? = nil) {
        self.weightMax = weightMax
        self.bondDimensionMax = bondDimensionMax
    }
}
