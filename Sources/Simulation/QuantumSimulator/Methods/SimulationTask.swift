package import CircuitModel
package import NoiseModel

/// One run of a request, as a method gets it.
package struct SimulationTask: Sendable {
    /// All parameters bound, all indices checked.
    package var circuit: Circuit
    /// 0 only where nothing is measured and nothing is sampled.
    package var shotCount: Int
    /// With ``stream``, what all random numbers of the run follow from.
    package var seed: UInt64
    /// The run's place in its request.
    package var stream: UInt64
    /// Whether the outcome of every shot is wanted, in order.
    package var returnsMemory = false
    /// The one asked for.
    package var method = MethodName.automatic
    package var precision = Precision.double
    /// Of matrix product states; nil where memory is the only bound.
    package var bondDimensionMax: Int?
    /// Of matrix product states: the most that the squares of the Schmidt coefficients discarded at a gate sum to.
    package var truncationThreshold = 1e-16

    /// What goes wrong on the way; nil where nothing does.
    package var noise: NoiseModel?

    package init(circuit: Circuit, shotCount: Int, seed: UInt64, stream: UInt64) {
        self.circuit = circuit
        self.shotCount = shotCount
        self.seed = seed
        self.stream = stream
    }

    /// The random numbers of the run, from the first.
    package var random: PhiloxRandom { PhiloxRandom(seed: self.seed, stream: self.stream) }
}
