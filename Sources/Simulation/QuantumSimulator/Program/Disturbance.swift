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
