import CircuitModel

/// A 4×4 matrix on two qubits, row-major; bit 0 of a row or column index is the first of them.
struct PairMatrix: Equatable {
    var entries: [Complex]

    init(_ entries: [Complex]) {
        self.entries = entries
    }

    @inline(__always)
    subscript(row: Int, column: Int) -> Complex {
        get { self.entries[4 * row + column] }
        set { self.entries[4 * row + column] = newValue }
    }

    /// One matrix on each qubit.
    init(low: OneQubitMap, high: OneQubitMap) {
        let (l, h) = (low.entries, high.entries)
        self.entries = []
        self.entries.reserveCapacity(16)
        for row in 0..<4 {
            for column in 0..<4 {
                self.entries.append(l[2 * (row & 1) + column & 1] * h[row & 2 + column >> 1])
            }
        }
    }

    /// The controlled flip whose target is the first qubit.
    static let controlledNot = PairMatrix(
        [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0].map { Complex($0) })

    /// A matrix on the first qubit where the second holds a value.
    init(controlled map: OneQubitMap, value: Int) {
        self.init(low: .identity, high: .identity)
        let start = 2 * value
        for (index, entry) in map.entries.enumerated() { self[start + index >> 1, start + index & 1] = entry }
    }

    static func * (left: PairMatrix, right: PairMatrix) -> PairMatrix {
        var entries: [Complex] = []
        entries.reserveCapacity(16)
        for row in 0..<4 {
            for column in 0..<4 {
                var sum = left[row, 0] * right[0, column]
                for inner in 1..<4 { sum = sum + left[row, inner] * right[inner, column] }
                entries.append(sum)
            }
        }
        return PairMatrix(entries)
    }

    /// The same map with the qubits in the other order.
    var exchanged: PairMatrix {
        let order = [0, 2, 1, 3]
        return PairMatrix((0..<16).map { self[order[$0 >> 2], order[$0 & 3]] })
    }

    /// Zero off the diagonal, but for rounding.
    var isDiagonal: Bool {
        let limit = 1e-15 * self.size
        return (0..<16).allSatisfy { $0 >> 2 == $0 & 3 || self.entries[$0].magnitude <= limit }
    }

    var size: Double { self.entries.reduce(0) { max($0, $1.magnitude) } }
}
