extension AmplitudeBlocks {
    /// Amplitudes whose probabilities are summed before the walk, which then skips what nobody draws.
    private static var sumCount: Int { 1 << 9 }

    /// The stored indices that ascending uniform numbers select.
    func draw(_ uniforms: AscendingUniforms, team: WorkerTeam) -> StateSamples {
        let size = min(self.count, Self.sumCount)
        let sums = self.sums(ofRuns: size, team: team)
        let total = sums.reduce(0, +)
        var samples = StateSamples(indices: [], counts: [])
        let values = uniforms.values
        var next = 0
        var before = 0.0
        for (run, sum) in sums.enumerated() {
            guard next < values.count else { break }
            let after = before + sum
            if values[next] * total < after {
                self.walk(run * size, size, from: before, until: after, values, total, &next, &samples)
            }
            before = after
        }
        self.give(values.count - next, to: &samples)
        return samples
    }

    /// Serves the numbers that fall among one run of amplitudes.
    private func walk(
        _ start: Int, _ size: Int, from before: Double, until after: Double, _ values: [Double],
        _ total: Double,
        _ next: inout Int, _ samples: inout StateSamples
    ) {
        var reached = before
        var last = start
        for index in start..<(start + size) {
            let weight = self.weight(index)
            guard weight > 0 else { continue }
            last = index
            reached += weight
            let first = next
            while next < values.count, values[next] * total < reached { next += 1 }
            if next > first { Self.add(index, next - first, to: &samples) }
            if next == values.count || values[next] * total >= after { return }
        }
        // Rounding: numbers below the sum of the run that no running sum reached.
        let first = next
        while next < values.count, values[next] * total < after { next += 1 }
        if next > first { Self.add(last, next - first, to: &samples) }
    }

    private static func add(_ index: Int, _ count: Int, to samples: inout StateSamples) {
        if samples.indices.last == index {
            samples.counts[samples.counts.count - 1] += count
        } else {
            samples.indices.append(index)
            samples.counts.append(count)
        }
    }

    /// Numbers that rounding pushed past the end belong to the last amplitude that is not 0.
    private func give(_ count: Int, to samples: inout StateSamples) {
        guard count > 0 else { return }
        let last = (0..<self.count).last { self.weight($0) > 0 }
        Self.add(last ?? 0, count, to: &samples)
    }

    /// The squared norms of runs of amplitudes.
    private func sums(ofRuns size: Int, team: WorkerTeam) -> [Double] {
        var sums = [Double](repeating: 0, count: self.count / size)
        sums.withUnsafeMutableBufferPointer { pointer in
            nonisolated(unsafe) let sums = pointer
            self.forEachRange(team: team) { _, range in
                for start in stride(from: range.lowerBound, to: range.upperBound, by: size) {
                    var sum = 0.0
                    for index in start..<(start + size) { sum += self.weight(index) }
                    sums[start / size] = sum
                }
            }
        }
        return sums
    }
}
