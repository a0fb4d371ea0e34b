/// Draws shots of a stabiliser program: one reference shot by a tableau, and all others as Pauli frames against it.
///
/// Shots come in blocks that may be drawn in any order, on any thread: the random words of a block are the caller's
/// and should depend on nothing but the block.
package struct StabilizerSampler: Sendable {
    /// Rows of a block stay within this, so that they stay in a core's cache.
    package static let blockByteCount = 256 << 10

    private let program: StabilizerProgram
    private let frames: FrameProgram
    private let observations: [Int]
    private let laneCount: Int

    /// Finds the reference shot and prepares the frames.
    ///
    /// - Returns: nil if cancelled.
    /// - Complexity: For `n` qubits each two-qubit gate or phase gate takes `O(n)` bit operations, done 128 or more
    ///   at a time; undetermined measurements take `O(n²)` each.
    package init?(_ program: StabilizerProgram, isCancelled: () -> Bool) {
        guard let reference = ReferenceSample(of: program, isCancelled: isCancelled) else { return nil }
        self.program = program
        self.observations = reference.observations
        self.frames = FrameProgram(program, reference: reference)
        let fitting = Self.blockByteCount / (64 * max(1, self.frames.rowCount))
        self.laneCount = min(8, max(1, fitting))
    }

    /// Words of 64 classical bits in an outcome, at least one.
    package var wordsPerKey: Int { self.frames.reference.count }

    /// Shots of a block; the last one of a run may have fewer.
    package var shotsPerBlock: Int { self.laneCount * BitRows.laneBitCount }

    /// Draws the shots of one block.
    ///
    /// - Parameters:
    ///   - shotCount: At most ``shotsPerBlock``.
    ///   - keys: Gets ``wordsPerKey`` words a shot, classical bit 0 being bit 0 of the first.
    ///   - fill: Puts random words into a buffer.
    /// - Returns: The sum over the shots of each observable, in the order of their numbers.
    package func draw(
        shotCount: Int, into keys: UnsafeMutableBufferPointer<UInt64>,
        fill: (UnsafeMutableBufferPointer<UInt64>) -> Void
    ) -> [Int] {
        precondition((0...self.shotsPerBlock).contains(shotCount), "The shots fit a block.")
        precondition(keys.count >= shotCount * self.wordsPerKey, "There is room for the outcomes.")
        let laneCount = BitRows.laneCount(bitCount: shotCount)
        var block = FrameBlock(self.frames, of: self.program, laneCount: laneCount)
        block.run(of: self.program, shotCount: shotCount, fill: fill)
        if let start = keys.baseAddress { block.writeKeys(shotCount: shotCount, to: start) }
        return zip(self.observations, block.differenceCounts).map { $0 * (shotCount - 2 * $1) }
    }
}
