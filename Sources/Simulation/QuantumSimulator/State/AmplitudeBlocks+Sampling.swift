extension AmplitudeBlocks where Real: KernelReal {
    /// The stored indices that ascending uniform numbers select, in ascending order.
    ///
    /// - Parameters:
    ///   - order: Turns them into those of the register; nil where they are.
    ///   - weights: The squared norms of runs of amplitudes, if they are known: the walk skips what nobody draws.
    func draw(
        _ uniforms: AscendingUniforms, order: IndexPermutation?, weights: [Double]?, team: WorkerTeam
    ) -> StateSamples {
        let size = Self.runCount
        // Where each run begins on the line of probabilities; the last entry is where it ends.
        var line = [0.0]
        line.reserveCapacity(self.count / size + 1)
        var end = 0.0
        for weight in weights ?? self.weights(team: team) {
            end += weight
            line.append(end)
        }
        let partSize = min(self.count, Self.partCount) / size
        let partCount = (line.count - 1) / partSize
        var parts = [StateSamples](repeating: StateSamples(indices: [], counts: []), count: partCount)
        parts.withUnsafeMutableBufferPointer { pointer in
            nonisolated(unsafe) let parts = pointer
            team.forEachPart(count: partCount) { part in
                if self.cancellation.isCancelled { return }
                let runs = (part * partSize)..<((part + 1) * partSize)
                var samples = self.walk(runs, of: size, line, uniforms)
                if part == partCount - 1 { self.addRest(line, uniforms, to: &samples) }
                if let order {
                    for place in samples.indices.indices { order.apply(to: &samples.indices[place]) }
                }
                parts[part] = samples
            }
        }
        if partCount == 1 { return parts[0] }
        return StateSamples(indices: parts.flatMap(\.indices), counts: parts.flatMap(\.counts))
    }

    /// Serves the numbers that fall among some runs of amplitudes.
    private func walk(
        _ runs: Range<Int>, of size: Int, _ line: [Double], _ uniforms: AscendingUniforms
    ) -> StateSamples {
        let total = line[line.count - 1]
        var samples = StateSamples(indices: [], counts: [])
        var next = uniforms.firstPlace(notBelow: line[runs.lowerBound], of: total)
        let end = uniforms.firstPlace(notBelow: line[runs.upperBound], of: total)
        samples.indices.reserveCapacity(end - next)
        samples.counts.reserveCapacity(end - next)
        uniforms.values.withUnsafeBufferPointer { values in
            for run in runs where next < end && values[next] * total < line[run + 1] {
                self.walk(run * size, size, line[run], line[run + 1], values, total, &next, &samples)
            }
        }
        return samples
    }

    /// Serves the numbers that fall among one run.
    private func walk(
        _ start: Int, _ size: Int, _ before: Double, _ after: Double, _ values: UnsafeBufferPointer<Double>,
        _ total: Double, _ next: inout Int, _ samples: inout StateSamples
    ) {
        var reached = before
        var last = start
        for index in start..<(start + size) {
            let weight = self.weight(index)
            guard weight > 0 else { continue }
            last = index
            reached += weight
            let first = next
            while next < values.count, values[next] * total < min(reached, after) { next += 1 }
            if next > first { samples.add(index, next - first) }
            if next == values.count || values[next] * total >= after { return }
        }
        // Rounding: numbers below the sum of the run that no running sum reached.
        let first = next
        while next < values.count, values[next] * total < after { next += 1 }
        if next > first { samples.add(last, next - first) }
    }

    /// Numbers that rounding pushed past the end belong to the last amplitude that is not 0.
    private func addRest(_ line: [Double], _ uniforms: AscendingUniforms, to samples: inout StateSamples) {
        let total = line[line.count - 1]
        let count = uniforms.values.count - uniforms.firstPlace(notBelow: total, of: total)
        guard count > 0 else { return }
        samples.add((0..<self.count).last { self.weight($0) > 0 } ?? 0, count)
    }

    /// The squared norms of runs of amplitudes.
    private func weights(team: WorkerTeam) -> [Double] {
        var weights = [Double](repeating: 0, count: self.count / Self.runCount)
        weights.withUnsafeMutableBufferPointer { pointer in
            nonisolated(unsafe) let weights = pointer
            nonisolated(unsafe) let base = self.base
            self.forEachRange(team: team) { _, range in
                guard let first = weights.baseAddress else { return }
                Real.weigh(
                    WeighCall(
                        chunk: UnsafeMutableRawPointer(base + 2 * range.lowerBound),
                        runCount: range.count / Self.runCount, runBlockCount: Self.runBlockCount,
                        weights: first + range.lowerBound / Self.runCount), .widest)
            }
        }
        return weights
    }
}
