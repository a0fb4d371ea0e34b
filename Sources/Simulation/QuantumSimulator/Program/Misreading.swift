import NoiseModel

/// A bit of the state that is read wrongly.
struct Misreading {
    var bit: Int
    var error: ReadoutError
}
