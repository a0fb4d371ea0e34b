/// How a qubit that is left alone loses its state.
package struct QubitRelaxation: Equatable, Sendable {
    /// Seconds, above 0; infinite where nothing relaxes.
    package let relaxationTime: Double
    /// Seconds, above 0, at most twice ``relaxationTime``; infinite where nothing dephases.
    package let dephasingTime: Double
    /// The probability of 1 after a long time, 0 to 1.
    package let excitedPopulation: Double

    /// - Parameters:
    ///   - relaxationTime: T1 in seconds; nil is infinite.
    ///   - dephasingTime: T2 in seconds, cut to what T1 allows; nil is all that it allows.
    package init(relaxationTime: Double?, dephasingTime: Double?, excitedPopulation: Double = 0) {
        let relaxation = relaxationTime ?? .infinity
        self.relaxationTime = relaxation
        self.dephasingTime = min(dephasingTime ?? .infinity, 2 * relaxation)
        self.excitedPopulation = excitedPopulation
    }

    /// Whether waiting changes anything.
    package var isIdeal: Bool { self.relaxationTime.isInfinite && self.dephasingTime.isInfinite }
}
