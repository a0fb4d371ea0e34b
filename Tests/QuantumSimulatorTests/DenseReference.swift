/// Applies matrices to states in the most obvious way.
enum DenseReference {
    /// - Parameters:
    ///   - matrix: `4^k` entries, row-major, real then imaginary part; bit 0 is the first qubit.
    ///   - state: Amplitudes, real then imaginary part; bit 0 of an index is qubit 0.
    static func applying(_ matrix: [Double], to qubits: [Int], of state: [Double]) -> [Double] {
        let rowCount = 1 << qubits.count
        var result = [Double](repeating: 0, count: state.count)
        for index in 0..<(state.count / 2) {
            let row = qubits.enumerated().reduce(0) { $0 | (index >> $1.element & 1) << $1.offset }
            for column in 0..<rowCount {
                var source = index
                for (place, qubit) in qubits.enumerated() {
                    source = source & ~(1 << qubit) | (column >> place & 1) << qubit
                }
                let (a, b) = (
                    matrix[2 * (row * rowCount + column)], matrix[2 * (row * rowCount + column) + 1]
                )
                let (c, d) = (state[2 * source], state[2 * source + 1])
                result[2 * index] += a * c - b * d
                result[2 * index + 1] += a * d + b * c
            }
        }
        return result
    }

    /// The largest difference between two numbers in the same place.
    static func distance(_ left: [Double], _ right: [Double]) -> Double {
        guard left.count == right.count else { return .infinity }
        return zip(left, right).map { abs($0 - $1) }.max() ?? 0
    }

    /// All ordered choices of `count` different qubits.
    static func arrangements(of count: Int, from qubitCount: Int) -> [[Int]] {
        guard count > 0 else { return [[]] }
        return self.arrangements(of: count - 1, from: qubitCount).flatMap { start in
            (0..<qubitCount).filter { !start.contains($0) }.map { start + [$0] }
        }
    }
}
