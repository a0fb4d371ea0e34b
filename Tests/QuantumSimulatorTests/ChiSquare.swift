import Foundation

/// Pearson's test of counts against probabilities.
enum ChiSquare {
    /// The probability of a deviation at least this large, if the probabilities are right.
    ///
    /// Bins that expect fewer than 5 are pooled. With one bin there is nothing to test: 1.
    static func pValue(counts: [UInt64: Int], probabilities: [UInt64: Double]) -> Double {
        let shotCount = Double(counts.values.reduce(0, +))
        var (statistic, binCount, pooled) = (0.0, 0, (expected: 0.0, found: 0.0))
        for (key, probability) in probabilities.sorted(by: { $0.key < $1.key }) {
            let (expected, found) = (probability * shotCount, Double(counts[key] ?? 0))
            if expected < 5 {
                pooled = (pooled.expected + expected, pooled.found + found)
            } else {
                statistic += (found - expected) * (found - expected) / expected
                binCount += 1
            }
        }
        if pooled.expected >= 1 {
            statistic += (pooled.found - pooled.expected) * (pooled.found - pooled.expected) / pooled.expected
            binCount += 1
        }
        return binCount < 2 ? 1 : self.upperTail(statistic, degreesOfFreedom: binCount - 1)
    }

    /// The regularized incomplete gamma function `Q(k/2, x/2)`, by series or continued fraction.
    static func upperTail(_ statistic: Double, degreesOfFreedom: Int) -> Double {
        let (a, x) = (Double(degreesOfFreedom) / 2, statistic / 2)
        guard x > 0 else { return 1 }
        let scale = exp(a * log(x) - x - lgamma(a))
        if x < a + 1 {
            var (term, sum) = (1 / a, 1 / a)
            for step in 1..<2000 {
                term *= x / (a + Double(step))
                sum += term
                if term < sum * 1e-16 { break }
            }
            return 1 - scale * sum
        }
        var (b, c) = (x + 1 - a, 1e300)
        var d = 1 / b
        var fraction = d
        for step in 1..<2000 {
            let factor = -Double(step) * (Double(step) - a)
            b += 2
            d = 1 / (factor * d + b)
            c = b + factor / c
            fraction *= d * c
            if abs(d * c - 1) < 1e-16 { break }
        }
        return scale * fraction
    }
}
