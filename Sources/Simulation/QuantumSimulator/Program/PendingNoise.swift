import NoiseModel

/// Part of a drawn term that a branch still has to go through.
struct PendingNoise {
    var operation: NoiseOperation
    /// The bit of each position.
    var bits: [Int]
}
