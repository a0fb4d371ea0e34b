/// What a ``SavePoint`` reported: an array of numbers.
package struct SavedValue: Equatable, Sendable {
    /// Extent of each axis, the slowest first.
    package var dimensions: [Int]
    /// Whether each element is two of ``numbers``, real then imaginary part.
    package var isComplex: Bool
    /// Row-major.
    package var numbers: [Double]

    package init(dimensions: [Int], isComplex: Bool, numbers: [Double]) {
        self.dimensions = dimensions
        self.isComplex = isComplex
        self.numbers = numbers
    }
}
