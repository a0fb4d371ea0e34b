import Stabilizer

/// Uniform numbers in `[0, 1)` in ascending order, as if they had been drawn and sorted.
///
/// The gaps between sorted uniform numbers are those of a Poisson process, divided by its whole length (Devroye,
/// "Non-Uniform Random Variate Generation", 1986, chapter V.3). Gaps are drawn in parts, each with a generator of
/// its own, so that any number of threads gives the same numbers.
struct AscendingUniforms {
    let values: [Double]

    private static let partCount = 1 << 14

    init(count: Int, random: inout PhiloxRandom, team: WorkerTeam) {
        let seed = random.next()
        // One gap more than numbers: the one after the last.
        let gapCount = count + 1
        let parts = (gapCount + Self.partCount - 1) / Self.partCount
        var values = [Double](repeating: 0, count: gapCount)
        values.withUnsafeMutableBufferPointer { pointer in
            nonisolated(unsafe) let values = pointer
            func range(_ part: Int) -> Range<Int> {
                (part * Self.partCount)..<min((part + 1) * Self.partCount, gapCount)
            }
            team.forEachPart(count: parts) { part in
                var random = PhiloxRandom(seed: seed, stream: UInt64(part))
                var sum = 0.0
                for index in range(part) {
                    sum += Self.exponential(&random)
                    values[index] = sum
                }
            }
            var starts: [Double] = []
            var length = 0.0
            for part in 0..<parts {
                starts.append(length)
                length += values[range(part).upperBound - 1]
            }
            let scale = (1 - 0x1p-53) / length
            team.forEachPart(count: parts) { part in
                let start = starts[part]
                for index in range(part) { values[index] = (start + values[index]) * scale }
            }
        }
        values.removeLast()
        self.values = values
    }

    /// The place of the first number that is not below a bound.
    func firstPlace(notBelow bound: Double, of total: Double) -> Int {
        var (low, high) = (0, self.values.count)
        while low < high {
            let middle = (low + high) / 2
            if self.values[middle] * total < bound { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// An exponentially distributed number, above 0 or, once in `2^53` times, 0.
    @inline(__always)
    private static func exponential(_ random: inout PhiloxRandom) -> Double {
        // In (0, 1]: its logarithm is finite.
        -NaturalLogarithm.of(Double((random.next() >> 11) + 1) * 0x1p-53)
    }
}
