/// A sweep in which each chunk of the state is fetched, worked on and put back.
package struct ChunkPass: Sendable {
    /// Bits of an index within a chunk.
    package var bitCount: Int
    /// The stored bit of each local bit when a chunk is fetched: those of the chunk, then those of its number.
    package var before: [Int]
    /// The same when it is put back. The same stored bits are those of the chunk, in another order.
    package var after: [Int]
    package var steps: [PlanStep]

    /// Whether a chunk lies in one piece and in order, before and after: it is worked on where it lies.
    package var isInPlace: Bool {
        (0..<self.bitCount).allSatisfy { self.before[$0] == $0 && self.after[$0] == $0 }
    }

    /// Whether nothing has to be fetched, because the first step makes the amplitudes.
    package var isFilled: Bool {
        if case .product = self.steps.first { true } else { false }
    }
}
