import NoiseModel

/// Noise at one place of a program.
struct Disturbance {
    /// How a program has the channels of an error.
    enum Form {
        /// One by one, with their terms, for states that go one way.
        case channels
        /// All at once, for states that hold all ways.
        case average
    }

    var bits: [Int]
    /// What it does on average.
    var matrix: TransferMatrix
    /// What it does in detail; none in the form of an average.
    var terms: [NoiseChannel.Term]
}

/// A bit of the state that is read wrongly.
struct Misreading {
    var bit: Int
    var error: ReadoutError
}

/// Part of a drawn term that a branch still has to go through.
struct PendingNoise {
    var operation: NoiseOperation
    /// The bit of each position.
    var bits: [Int]
}
