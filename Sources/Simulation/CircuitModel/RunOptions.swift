/// How the circuits of a request are to be run.
package struct RunOptions: Equatable, Sendable {
    /// What errors the simulated device makes.
    package enum Noise: Equatable, Sendable {
        /// Those of the backend's description.
        case ofBackend
        case none
        /// JSON of a noise model.
        case model(String)
    }

    /// Of each run; 0 only where nothing is measured and nothing sampled.
    package var shotCount: Int
    /// Of all samples; run `i` draws from stream `i` of this seed.
    package var seed: UInt64
    /// Whether the outcome of every shot is wanted, in order, besides the counts.
    package var returnsMemory: Bool
    package var method: MethodName
    package var precision: Precision
    package var noise: Noise
    /// Of matrix product states; nil for no bound but memory.
    package var bondDimensionMax: Int?
    /// Of matrix product states: the sum of squared singular values that a truncation may drop.
    package var truncationThreshold: Double
    /// Name of the backend; empty for the simulator's first.
    package var backend: String

    package init(
        shotCount: Int, seed: UInt64, returnsMemory: Bool = false, method: MethodName = .automatic,
        precision: Precision = .double, noise: Noise = .ofBackend, bondDimensionMax: Int? = nil,
        truncationThreshold: Double = 0, backend: String = ""
    ) {
        self.shotCount = shotCount
        self.seed = seed
        self.returnsMemory = returnsMemory
        self.method = method
        self.precision = precision
        self.noise = noise
        self.bondDimensionMax = bondDimensionMax
        self.truncationThreshold = truncationThreshold
        self.backend = backend
    }
}
