/// How often a measurement of one qubit says what is not so.
package struct ReadoutError: Equatable, Sendable {
    /// Probability of reading 1 where the qubit is 0.
    package var oneGivenZero: Double
    /// Probability of reading 0 where the qubit is 1.
    package var zeroGivenOne: Double

    /// Both probabilities 0 to 1.
    package init(oneGivenZero: Double, zeroGivenOne: Double) {
        self.oneGivenZero = oneGivenZero
        self.zeroGivenOne = zeroGivenOne
    }

    /// Whether every reading is right.
    package var isIdeal: Bool { self.oneGivenZero == 0 && self.zeroGivenOne == 0 }

    /// The probability of a reading that differs from the qubit's value.
    package func flipProbability(of value: Bool) -> Double { value ? self.zeroGivenOne : self.oneGivenZero }
}
