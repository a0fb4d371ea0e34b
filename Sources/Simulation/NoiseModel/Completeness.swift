/// How nearly operators say what happens in every case.
enum Completeness {
    /// How far sums of probabilities, and of `K†K`, may be from what they must be.
    static let tolerance = 1e-6

    /// The largest absolute entry of `Σ K†K - 1`.
    ///
    /// - Parameter matrices: Square, row-major, each entry as real then imaginary part.
    static func error(of matrices: [[Double]], rowCount: Int) -> Double {
        var largest = 0.0
        for row in 0..<rowCount {
            for column in 0...row {
                var (real, imaginary) = (row == column ? -1.0 : 0, 0.0)
                for matrix in matrices {
                    for inner in 0..<rowCount {
                        let (left, right) = (2 * (inner * rowCount + row), 2 * (inner * rowCount + column))
                        real += matrix[left] * matrix[right] + matrix[left + 1] * matrix[right + 1]
                        imaginary += matrix[left] * matrix[right + 1] - matrix[left + 1] * matrix[right]
                    }
                }
                // The comparison is so written that what is no number counts as large.
                if !(real * real + imaginary * imaginary <= largest * largest) {
                    largest = (real * real + imaginary * imaginary).squareRoot()
                }
            }
        }
        return largest.isNaN ? .infinity : largest
    }
}
