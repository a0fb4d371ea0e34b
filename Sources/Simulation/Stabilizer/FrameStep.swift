/// One step of a frame program: an operation on rows of bits, one bit for each shot.
enum FrameStep {
    case clear(UInt32)
    /// Sets a row to random bits.
    case randomize(UInt32)
    case copy(from: UInt32, to: UInt32)
    case add(UInt32, to: UInt32)
    /// Of these three the number is the place in the frame program's lists.
    case noise(UInt32)
    case misread(UInt32)
    case test(UInt32)
    /// Counts the set bits of a row, for an observable.
    case count(UInt32, observable: UInt32)
}
