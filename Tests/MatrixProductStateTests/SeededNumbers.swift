/// Numbers that a seed determines, good enough to make test cases of (SplitMix64).
struct SeededNumbers {
    private var state: UInt64

    init(seed: UInt64) {
        self.state = seed &* 0x9E37_79B9_7F4A_7C15
    }

    mutating func next() -> UInt64 {
        self.state &+= 0x9E37_79B9_7F4A_7C15
        var word = self.state
        word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return word ^ word >> 31
    }

    /// In [0, 1).
    mutating func uniform() -> Double { Double(self.next() >> 11) * 0x1p-53 }

    mutating func index(below bound: Int) -> Int { Int(self.uniform() * Double(bound)) }

    /// Different qubits, in any order.
    mutating func qubits(_ count: Int, of qubitCount: Int) -> [Int] {
        var all = Array(0..<qubitCount)
        for place in 0..<count { all.swapAt(place, place + self.index(below: qubitCount - place)) }
        return Array(all.prefix(count))
    }

    /// A unitary on so many qubits: random columns, made orthonormal one by one. `closeness` 1 gives the identity.
    mutating func unitary(qubitCount: Int, closeness: Double = 0) -> [Double] {
        let size = 1 << qubitCount
        var columns = (0..<size).map { column in
            (0..<size).map { row -> SIMD2<Double> in
                let random = SIMD2(self.uniform() - 0.5, self.uniform() - 0.5)
                return (1 - closeness) * random + (row == column ? SIMD2(closeness, 0) : .zero)
            }
        }
        for column in 0..<size {
            // Twice, for orthogonality to the last digit.
            for other in Array(0..<column) + Array(0..<column) {
                let overlap = Self.overlap(columns[other], columns[column])
                for row in 0..<size {
                    columns[column][row] -= Self.product(overlap, columns[other][row])
                }
            }
            let length = Self.overlap(columns[column], columns[column]).x.squareRoot()
            for row in 0..<size { columns[column][row] /= length }
        }
        return (0..<size).flatMap { row in columns.flatMap { [$0[row].x, $0[row].y] } }
    }

    private static func product(_ a: SIMD2<Double>, _ b: SIMD2<Double>) -> SIMD2<Double> {
        SIMD2(a.x * b.x - a.y * b.y, a.x * b.y + a.y * b.x)
    }

    /// `⟨a|b⟩`.
    private static func overlap(_ a: [SIMD2<Double>], _ b: [SIMD2<Double>]) -> SIMD2<Double> {
        zip(a, b).reduce(.zero) { $0 + Self.product(SIMD2($1.0.x, -$1.0.y), $1.1) }
    }
}
