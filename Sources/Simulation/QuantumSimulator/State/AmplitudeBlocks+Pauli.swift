extension AmplitudeBlocks {
    /// For each sign mask `z`, the sum of `conj(a[i ^ flip]) · i^y · (-1)^|i & z| · a[i]`, with `y` the number of
    /// bits in both masks: always a real number.
    func pauliSums(flip: Int, signs: [Int], team: WorkerTeam) -> [Double] {
        let size = min(self.count, Self.partCount)
        let partCount = self.count / size
        var rows = [Double](repeating: 0, count: signs.count * partCount)
        rows.withUnsafeMutableBufferPointer { pointer in
            nonisolated(unsafe) let rows = pointer
            self.forEachRange(team: team) { part, range in
                for index in range {
                    let product = self.overlap(index, index ^ flip)
                    for (place, z) in signs.enumerated() {
                        let term = Self.realPart(product, turns: (flip & z).nonzeroBitCount)
                        let isOdd = (index & z).nonzeroBitCount & 1 == 1
                        rows[part * signs.count + place] += isOdd ? -term : term
                    }
                }
            }
        }
        return signs.indices.map { place in
            (0..<partCount).reduce(0) { $0 + rows[$1 * signs.count + place] }
        }
    }

    /// `conj(a[second]) · a[first]`.
    @inline(__always)
    private func overlap(_ first: Int, _ second: Int) -> (real: Double, imaginary: Double) {
        let (a, b) = (self[first], self[second])
        let (ar, ai, br, bi) = (Double(a.real), Double(a.imaginary), Double(b.real), Double(b.imaginary))
        return (ar * br + ai * bi, ai * br - ar * bi)
    }

    /// The real part of a number times `i^turns`.
    @inline(__always)
    private static func realPart(_ value: (real: Double, imaginary: Double), turns: Int) -> Double {
        switch turns & 3 {
        case 0: value.real
        case 1: -value.imaginary
        case 2: -value.real
        default: value.imaginary
        }
    }
}
