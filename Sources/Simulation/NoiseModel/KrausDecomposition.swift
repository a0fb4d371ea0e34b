/// Turns superoperators into Kraus matrices.
enum KrausDecomposition {
    /// Kraus matrices of a superoperator that acts on a state's columns stacked upon one another.
    ///
    /// The Choi matrix `C[(r, a), (c, b)] = S[(r, c), (a, b)]` of a channel is Hermitian and has no negative
    /// eigenvalue; each column of its Cholesky factor, with the largest pivot first, is a Kraus matrix.
    ///
    /// - Parameter superoperator: `4^k` rows, row-major, each entry as real then imaginary part.
    static func matrices(superoperator: [Double], qubitCount: Int) throws(NoiseModelError) -> [[Double]] {
        let rowCount = 1 << qubitCount
        let size = rowCount * rowCount
        let failure = NoiseModelError(.notPositive, path: "params[0]")
        var choi = [Double](repeating: 0, count: 2 * size * size)
        for row in 0..<size {
            for column in 0..<size {
                let (r, c, a, b) = (row % rowCount, row / rowCount, column % rowCount, column / rowCount)
                let (source, target) = (
                    2 * (row * size + column), 2 * ((r * rowCount + a) * size + c * rowCount + b)
                )
                choi[target] = superoperator[source]
                choi[target + 1] = superoperator[source + 1]
            }
        }
        guard Self.isHermitian(choi, size: size) else { throw failure }
        var matrices: [[Double]] = []
        while matrices.count < size {
            let diagonal = (0..<size).map { choi[2 * ($0 * size + $0)] }
            guard let pivot = diagonal.indices.max(by: { diagonal[$0] < diagonal[$1] }) else { break }
            guard (diagonal.min() ?? 0) >= -Completeness.tolerance else { throw failure }
            if diagonal[pivot] < Self.negligible { break }
            matrices.append(Self.removeColumn(pivot, of: &choi, size: size))
        }
        // With a diagonal of nearly 0, whatever else is left is no part of a positive matrix.
        guard choi.allSatisfy({ abs($0) <= Completeness.tolerance }) else { throw failure }
        guard Completeness.error(of: matrices, rowCount: rowCount) <= Completeness.tolerance else {
            throw NoiseModelError(.notTracePreserving, path: "params[0]")
        }
        return matrices
    }

    /// Below this a pivot is what rounding left.
    private static let negligible = 1e-13

    /// Takes one column of the Cholesky factor out of what is left of a matrix.
    private static func removeColumn(_ pivot: Int, of choi: inout [Double], size: Int) -> [Double] {
        let scale = 1 / choi[2 * (pivot * size + pivot)].squareRoot()
        var column = [Double](repeating: 0, count: 2 * size)
        for row in 0..<size {
            column[2 * row] = choi[2 * (row * size + pivot)] * scale
            column[2 * row + 1] = choi[2 * (row * size + pivot) + 1] * scale
        }
        for row in 0..<size {
            for other in 0..<size {
                let (left, right) = (2 * row, 2 * other)
                let index = 2 * (row * size + other)
                choi[index] -= column[left] * column[right] + column[left + 1] * column[right + 1]
                choi[index + 1] -= column[left + 1] * column[right] - column[left] * column[right + 1]
            }
        }
        return column
    }

    private static func isHermitian(_ matrix: [Double], size: Int) -> Bool {
        for row in 0..<size {
            for column in 0...row {
                let (below, above) = (2 * (row * size + column), 2 * (column * size + row))
                let real = abs(matrix[below] - matrix[above])
                let imaginary = abs(matrix[below + 1] + matrix[above + 1])
                if !(real + imaginary <= Completeness.tolerance) { return false }
            }
        }
        return true
    }
}
