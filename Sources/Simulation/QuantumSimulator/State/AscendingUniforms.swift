/// Uniform numbers in `[0, 1)` in ascending order, as if they had been drawn and sorted.
///
/// The gaps between sorted uniform numbers are those of a Poisson process, divided by its whole length (Devroye,
/// "Non-Uniform Random Variate Generation", 1986, chapter V.3).
struct AscendingUniforms {
    let values: [Double]

    init(count: Int, random: inout PhiloxRandom) {
        var values: [Double] = []
        values.reserveCapacity(count)
        var sum = 0.0
        for _ in 0..<count {
            sum += Self.exponential(&random)
            values.append(sum)
        }
        sum += Self.exponential(&random)
        let scale = (1 - 0x1p-53) / sum
        for index in values.indices { values[index] *= scale }
        self.values = values
    }

    /// An exponentially distributed number, above 0.
    private static func exponential(_ random: inout PhiloxRandom) -> Double {
        // In (0, 1]: its logarithm is finite.
        -NaturalLogarithm.of(Double((random.next() >> 11) + 1) * 0x1p-53)
    }
}
