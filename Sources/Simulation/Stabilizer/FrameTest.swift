/// Finds the shots in which a test comes out otherwise than in the reference shot.
struct FrameTest {
    var result: UInt32
    /// Rows of which all must be set, or where told so, not set.
    var rows: [(row: UInt32, isInverted: Bool)]
    /// Inverts the outcome.
    let isInverted: Bool
}
