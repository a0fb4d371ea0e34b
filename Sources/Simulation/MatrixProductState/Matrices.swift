/// Small square matrices of gates, row-major.
enum Matrices {
    static func complex(_ matrix: [Double]) -> [Complex] {
        (0..<(matrix.count / 2)).map { Complex(matrix[2 * $0], matrix[2 * $0 + 1]) }
    }

    /// `a·b`.
    static func product(_ a: [Complex], _ b: [Complex]) -> [Complex] {
        let size = a.count == 4 ? 2 : a.count == 16 ? 4 : Int(Double(a.count).squareRoot())
        var result = [Complex](repeating: .zero, count: a.count)
        for row in 0..<size {
            for inner in 0..<size {
                let factor = a[row * size + inner]
                for column in 0..<size {
                    result[row * size + column] += factor.times(b[inner * size + column])
                }
            }
        }
        return result
    }

    /// A matrix on one of several qubits, as one on all of them.
    static func widened(_ matrix: [Complex], bit: Int, qubitCount: Int = 2) -> [Complex] {
        let size = 1 << qubitCount
        var result = [Complex](repeating: .zero, count: size * size)
        for column in 0..<size {
            let value = column >> bit & 1
            result[(column & ~(1 << bit)) * size + column] = matrix[value]
            result[(column | 1 << bit) * size + column] = matrix[2 + value]
        }
        return result
    }

    /// A matrix whose index has bit t of the given one's at `bits[t]`.
    static func permuted(_ matrix: [Complex], bits: [Int]) -> [Complex] {
        let size = 1 << bits.count
        let places = (0..<size).map { index in
            bits.enumerated().reduce(0) { $0 | (index >> $1.offset & 1) << $1.element }
        }
        var result = matrix
        for row in 0..<size {
            for column in 0..<size {
                result[places[row] * size + places[column]] = matrix[row * size + column]
            }
        }
        return result
    }
}
