/// What a channel does to the expectation values of Pauli strings: its Pauli transfer matrix.
///
/// A state of `k` qubits is the `4^k` real numbers `c_P = Tr(P ρ)`, one for each string of the Pauli matrices
/// I, X, Y, Z (0 to 3); qubit `i` is digit `i` of an index to base 4, digit 0 the least significant. A channel is
/// then a real matrix, `R[P, Q] = 2^-k Tr(P E(Q))`; a channel that keeps the trace has the first row 1, 0, 0, ….
package struct TransferMatrix: Equatable, Sendable {
    package let qubitCount: Int
    /// Row-major, `4^k` rows of `4^k` numbers.
    package private(set) var values: [Double]

    /// Rows, and columns.
    package var dimension: Int { 1 << (2 * self.qubitCount) }

    /// Wraps numbers that are known to be a channel's.
    package init(qubitCount: Int, values: [Double]) {
        precondition(values.count == 1 << (4 * qubitCount), "A row and a column for each Pauli string.")
        self.qubitCount = qubitCount
        self.values = values
    }

    /// The channel that scales each Pauli string.
    package init(diagonal: [Double]) {
        var qubitCount = 0
        while 1 << (2 * qubitCount) < diagonal.count { qubitCount += 1 }
        self.init(
            qubitCount: qubitCount, values: [Double](repeating: 0, count: diagonal.count * diagonal.count))
        for (index, value) in diagonal.enumerated() { self.values[index * diagonal.count + index] = value }
    }

    /// The channel that does nothing.
    package static func identity(qubitCount: Int) -> TransferMatrix {
        TransferMatrix(diagonal: [Double](repeating: 1, count: 1 << (2 * qubitCount)))
    }

    package subscript(row: Int, column: Int) -> Double { self.values[row * self.dimension + column] }

    /// Lets another channel act after this one.
    ///
    /// - Parameter positions: Which of this channel's qubits the other acts on, its first being bit 0 of its
    ///   strings; different, as many as it has.
    package mutating func append(_ next: TransferMatrix, on positions: [Int]) {
        precondition(positions.count == next.qubitCount, "A place for each qubit of the channel.")
        let (dimension, inner) = (self.dimension, next.dimension)
        let offsets = (0..<inner).map { string in
            positions.indices.reduce(0) { $0 | (string >> (2 * $1) & 3) << (2 * positions[$1]) }
        }
        let mask = positions.reduce(0) { $0 | 3 << (2 * $1) }
        var before = [Double](repeating: 0, count: inner * dimension)
        for base in 0..<dimension where base & mask == 0 {
            for (index, offset) in offsets.enumerated() {
                let row = (base + offset) * dimension
                for column in 0..<dimension { before[index * dimension + column] = self.values[row + column] }
            }
            for (index, offset) in offsets.enumerated() {
                let row = (base + offset) * dimension
                for column in 0..<dimension { self.values[row + column] = 0 }
                for source in 0..<inner {
                    let factor = next.values[index * inner + source]
                    if factor == 0 { continue }
                    for column in 0..<dimension {
                        self.values[row + column] += factor * before[source * dimension + column]
                    }
                }
            }
        }
    }

    /// Adds a multiple of another matrix of the same size, entry by entry.
    package mutating func add(_ other: TransferMatrix, scaledBy factor: Double) {
        precondition(other.qubitCount == self.qubitCount, "Sums are of channels on the same qubits.")
        for index in self.values.indices { self.values[index] += factor * other.values[index] }
    }

    /// How well the channel keeps states on average over all pure ones, 0 to 1.
    ///
    /// `F = (d F_e + 1) / (d + 1)` with the entanglement fidelity `F_e = Tr R / d²` (Nielsen, "A simple formula for
    /// the average gate fidelity of a quantum dynamical operation", 2002).
    package var averageFidelity: Double {
        let count = Double(1 << self.qubitCount)
        let trace = (0..<self.dimension).reduce(0.0) { $0 + self[$1, $1] }
        return (trace / count + 1) / (count + 1)
    }
}
