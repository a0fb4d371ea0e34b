extension AmplitudeBlocks {
    /// Amplitudes of one part of a sweep: what a thread takes at a time, and one sum of a reduction.
    static var partCount: Int { 1 << 15 }

    /// Calls with ranges of stored indices, on all threads.
    func forEachRange(team: WorkerTeam, _ body: (_ part: Int, _ range: Range<Int>) -> Void) {
        let size = min(self.count, Self.partCount)
        team.forEachPart(count: self.count / size) {
            if !self.cancellation.isCancelled { body($0, ($0 * size)..<(($0 + 1) * size)) }
        }
    }

    /// The sums of squared lengths for each value of some bits.
    func probabilities(of positions: [Int], team: WorkerTeam) -> [Double] {
        let size = min(self.count, Self.partCount)
        let valueCount = 1 << positions.count
        let partCount = self.count / size
        // Few values: a row for each part, added in order. Many: one table, filled by one thread.
        guard valueCount * partCount <= max(1 << 16, self.count >> 4) else {
            var sums = [Double](repeating: 0, count: valueCount)
            sums.withUnsafeMutableBufferPointer { sums in
                for start in stride(from: 0, to: self.count, by: size) where !self.cancellation.isCancelled {
                    self.addWeights(start..<(start + size), positions, to: sums)
                }
            }
            return sums
        }
        var rows = [Double](repeating: 0, count: valueCount * partCount)
        rows.withUnsafeMutableBufferPointer { pointer in
            nonisolated(unsafe) let rows = pointer
            self.forEachRange(team: team) { part, range in
                let row = rows[(part * valueCount)..<((part + 1) * valueCount)]
                self.addWeights(range, positions, to: UnsafeMutableBufferPointer(rebasing: row))
            }
        }
        var sums = [Double](repeating: 0, count: valueCount)
        for part in 0..<partCount {
            for value in 0..<valueCount { sums[value] += rows[part * valueCount + value] }
        }
        return sums
    }

    /// Adds squared lengths to the sums of the values that some bits hold.
    private func addWeights(
        _ range: Range<Int>, _ positions: [Int], to sums: UnsafeMutableBufferPointer<Double>
    ) {
        // What the lane adds to a value is the same in every block.
        let values = (0..<Self.laneCount).map { Self.extract(positions, from: $0) }
        var lanes = [Double](repeating: 0, count: Self.laneCount)
        let isWholeBlock = positions.allSatisfy { $0 >= Self.laneBitCount }
        for block in stride(from: range.lowerBound, to: range.upperBound, by: Self.laneCount) {
            let value = Self.extract(positions, from: block)
            if isWholeBlock {
                var sum = 0.0
                for lane in 0..<Self.laneCount { sum += self.weight(block + lane) }
                sums[value] += sum
            } else {
                for lane in 0..<Self.laneCount { lanes[lane] = self.weight(block + lane) }
                for lane in 0..<Self.laneCount { sums[value | values[lane]] += lanes[lane] }
            }
        }
    }

    @inline(__always)
    static func extract(_ positions: [Int], from index: Int) -> Int {
        var value = 0
        for (bit, position) in positions.enumerated() { value |= (index >> position & 1) << bit }
        return value
    }

    /// Scales the amplitudes in whose index a bit has a value, and sets the others to 0.
    func keep(bit: Int, value: Int, scale: Real, team: WorkerTeam) {
        self.forEachRange(team: team) { _, range in
            for index in range {
                let (real, imaginary) = self[index]
                self[index] = index & bit == value ? (real * scale, imaginary * scale) : (0, 0)
            }
        }
    }

    /// Exchanges amplitudes that differ in one bit.
    func flip(bit: Int, team: WorkerTeam) {
        self.forEachRange(team: team) { _, range in
            for index in range where index & bit == 0 {
                let low = self[index]
                self[index] = self[index | bit]
                self[index | bit] = low
            }
        }
    }
}
