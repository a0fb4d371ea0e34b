/// The sizes that a plan is made for.
struct PlanShape {
    /// Bits of a stored index, those that only fill up included.
    var storedBitCount: Int
    var laneBitCount: Int
    /// Bits of an index within a chunk.
    var chunkBitCount: Int
    /// How many chunks are looked at for each pass.
    var tryCount: Int

    /// What lies in a core's own cache and leaves room for the rest: 512 KiB.
    private static let chunkByteBitCount = 19

    init(qubitCount: Int, precision: AmplitudePrecision, settings: PlanSettings) {
        self.laneBitCount = precision.laneBitCount
        self.storedBitCount = max(qubitCount, precision.storedQubitCountMin)
        let amplitudeByteBitCount = precision.amplitudeByteCount.trailingZeroBitCount
        var chunkBitCount = Self.chunkByteBitCount - amplitudeByteBitCount
        // A state of some chunks gives every thread something to do; a small one is not worth it.
        if self.storedBitCount < chunkBitCount + 2, self.storedBitCount >= 14 {
            chunkBitCount = self.storedBitCount - 2
        }
        if let asked = settings.chunkQubitCount { chunkBitCount = asked }
        let least = 2 * self.laneBitCount
        self.chunkBitCount = min(max(chunkBitCount, least), self.storedBitCount)
        // A try takes as long as a few thousand amplitudes.
        self.tryCount = min(max(1 << max(0, qubitCount - 15), 8), 200)
    }
}
