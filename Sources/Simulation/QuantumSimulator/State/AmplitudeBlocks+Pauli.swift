extension AmplitudeBlocks {
    /// Amplitudes that are transformed together: `2^6`.
    private static var runBitCount: Int { 6 }

    /// For each sign mask `z`, the sum of `conj(a[i ^ flip]) · i^y · (-1)^|i & z| · a[i]`, with `y` the number of
    /// bits in both masks: always a real number.
    ///
    /// A Walsh–Hadamard transform over the lowest bits makes the sums for all sign masks of these bits at once, so
    /// that a mask costs one addition for a whole run of amplitudes.
    func pauliSums(flip: Int, signs: [Int], team: WorkerTeam) -> [Double] {
        let size = min(self.count, Self.partCount)
        let partCount = self.count / size
        var rows = [Double](repeating: 0, count: signs.count * partCount)
        rows.withUnsafeMutableBufferPointer { pointer in
            nonisolated(unsafe) let rows = pointer
            self.forEachRange(team: team) { part, range in
                let row = rows[(part * signs.count)..<((part + 1) * signs.count)]
                self.addPauliSums(range, flip, signs, to: UnsafeMutableBufferPointer(rebasing: row))
            }
        }
        return signs.indices.map { place in
            (0..<partCount).reduce(0) { $0 + rows[$1 * signs.count + place] }
        }
    }

    private func addPauliSums(
        _ range: Range<Int>, _ flip: Int, _ signs: [Int], to sums: UnsafeMutableBufferPointer<Double>
    ) {
        let size = 1 << Self.runBitCount
        var real = [Double](repeating: 0, count: size)
        var imaginary = real
        // The real part of a number times i^y: one of its parts, with a sign.
        let takesImaginary = signs.map { (flip & $0).nonzeroBitCount & 1 == 1 }
        let negates = signs.map { ((flip & $0).nonzeroBitCount + 1) & 2 == 2 }
        for start in stride(from: range.lowerBound, to: range.upperBound, by: size) {
            // There may be so many masks that a part takes long.
            if self.cancellation.isCancelled { return }
            for index in 0..<size {
                (real[index], imaginary[index]) = self.overlap(start + index, (start + index) ^ flip)
            }
            Self.transform(&real)
            if flip != 0 { Self.transform(&imaginary) }
            for (place, z) in signs.enumerated() {
                let low = z & (size - 1)
                let sum = takesImaginary[place] ? imaginary[low] : real[low]
                let isOdd = (start & z).nonzeroBitCount & 1 == 1
                sums[place] += isOdd != negates[place] ? -sum : sum
            }
        }
    }

    /// `conj(a[second]) · a[first]`.
    @inline(__always)
    private func overlap(_ first: Int, _ second: Int) -> (Double, Double) {
        let (a, b) = (self[first], self[second])
        let (ar, ai, br, bi) = (Double(a.real), Double(a.imaginary), Double(b.real), Double(b.imaginary))
        return (ar * br + ai * bi, ai * br - ar * bi)
    }

    /// Replaces `v[k]` by the sum of `(-1)^|i & k| · v[i]`.
    private static func transform(_ values: inout [Double]) {
        values.withUnsafeMutableBufferPointer { values in
            var width = 1
            while width < values.count {
                for first in 0..<values.count where first & width == 0 {
                    let (a, b) = (values[first], values[first | width])
                    values[first] = a + b
                    values[first | width] = a - b
                }
                width *= 2
            }
        }
    }
}
