/// A classical bit that is misread, whose row holds where it differs from the reference shot.
struct FrameMisreading {
    var row: UInt32
    let error: Int
    /// What the bit holds in the reference shot.
    let reference: Bool
}
