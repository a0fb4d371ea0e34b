import SimulatorCore

extension StateBuffer {
    /// Draws basis states by their probabilities.
    ///
    /// The norm may be off by rounding; the state is not changed. Uniform numbers are made in ascending order, from
    /// exponential spacings, so that one walk over the amplitudes serves all shots.
    ///
    /// - Parameter shotCount: 0 or more.
    /// - Throws: `simulator.cancelled`.
    package func sample(
        shotCount: Int, using random: inout PhiloxRandom, cancellation: CancellationFlag
    ) throws(SimulatorError) -> StateSamples {
        precondition(shotCount >= 0, "One cannot draw less than nothing.")
        guard shotCount > 0 else { return StateSamples(indices: [], counts: []) }
        try cancellation.check()
        let uniforms = AscendingUniforms(count: shotCount, random: &random, team: self.team)
        let order = self.layout.isIdentity ? nil : IndexPermutation(self.layout)
        try cancellation.check()
        let weights = self.runWeights
        defer { self.runWeights = weights }
        let samples: StateSamples
        switch self.precision {
        case .double:
            samples = self.doubles.draw(uniforms, order: order, weights: weights, team: self.team)
        case .single:
            samples = self.singles.draw(uniforms, order: order, weights: weights, team: self.team)
        }
        try cancellation.check()
        try self.cancellation.check()
        return samples
    }
}
