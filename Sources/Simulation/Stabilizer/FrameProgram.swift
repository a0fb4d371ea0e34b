/// How shots differ from the reference shot, as operations on rows of bits.
///
/// A shot's Pauli frame says which X and Z turn the reference state into the shot's. Gates only add rows to rows or
/// rename them; a qubit that is 0 or was measured gets a random Z, for Z changes nothing there; a measured bit
/// differs from the reference's where the frame has an X. (C. Gidney, arXiv:2103.02202.)
struct FrameProgram: Sendable {
    var steps: [FrameStep] = []
    var noises: [FrameNoise] = []
    var misreadings: [FrameMisreading] = []
    var tests: [FrameTest] = []
    /// Rows that the steps use.
    var rowCount = 0
    /// The row of each classical bit; nil where it is always as in the reference shot.
    var clbitRows: [UInt32?] = []
    /// The classical bits of the reference shot, 64 to a word, at least one word.
    var reference: [UInt64] = []

    /// - Returns: nil if cancelled.
    init?(_ program: StabilizerProgram, reference: ReferenceSample, isCancelled: () -> Bool) {
        var writer = FrameWriter(program, reference)
        for (index, operation) in program.operations.enumerated() {
            if index & 0xFFFF == 0xFFFF, isCancelled() { return nil }
            writer.write(operation)
        }
        self = writer.finished()
    }

    init() {}
}
