/// A matrix on the middle index of a tensor of `left` × `dimension` × `right` entries, in place.
enum Transform {
    /// - Parameter matrix: `dimension²` entries, row-major.
    static func apply(
        _ matrix: UnsafePointer<Complex>, dimension: Int, to entries: UnsafeMutablePointer<Complex>,
        left: Int,
        right: Int
    ) {
        switch dimension {
        case 2: self.applyToPairs(matrix, entries, left: left, right: right)
        case 4: self.applyToQuadruples(matrix, entries, left: left, right: right)
        default:
            withUnsafeTemporaryAllocation(of: Complex.self, capacity: dimension * right) { buffer in
                guard let result = buffer.baseAddress else { return }
                for row in 0..<left {
                    let block = entries + row * dimension * right
                    LinearAlgebra.multiply(
                        rows: dimension, inner: dimension, columns: right, matrix, stride: dimension, block,
                        stride: right, into: result, check: {})
                    block.update(from: result, count: dimension * right)
                }
            }
        }
    }

    private static func applyToPairs(
        _ m: UnsafePointer<Complex>, _ entries: UnsafeMutablePointer<Complex>, left: Int, right: Int
    ) {
        for row in 0..<left {
            let block = entries + 2 * row * right
            for index in 0..<right {
                let (a, b) = (block[index], block[index + right])
                block[index] = m[0].times(a) + m[1].times(b)
                block[index + right] = m[2].times(a) + m[3].times(b)
            }
        }
    }

    private static func applyToQuadruples(
        _ m: UnsafePointer<Complex>, _ entries: UnsafeMutablePointer<Complex>, left: Int, right: Int
    ) {
        for row in 0..<left {
            let block = entries + 4 * row * right
            for index in 0..<right {
                let (a, b) = (block[index], block[index + right])
                let (c, d) = (block[index + 2 * right], block[index + 3 * right])
                for place in 0..<4 {
                    let entry = m + 4 * place
                    block[index + place * right] =
                        (entry[0].times(a) + entry[1].times(b)) + (entry[2].times(c) + entry[3].times(d))
                }
            }
        }
    }
}
