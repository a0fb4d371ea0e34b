import SimulatorCore

/// Where the blocks of a chunk lie in the state, before and after a pass.
struct ChunkCopying {
    private let bitCount: Int
    private let laneBitCount: Int
    private let outside: [Int]
    /// Without copies: the chunk is worked on in the state.
    let isInPlace: Bool
    /// Without fetching: the first step fills the chunk.
    let isFilled: Bool
    let fetch: Tables
    let putBack: Tables

    /// For each run its first block in the state and in the chunk; for each block of a run its place in the chunk.
    struct Tables {
        var runs: [Int] = []
        var within: [Int] = []
    }

    init(_ pass: ChunkPass, laneBitCount: Int) {
        self.bitCount = pass.bitCount
        self.laneBitCount = laneBitCount
        self.outside = Array(pass.before[pass.bitCount...])
        self.isInPlace = pass.isInPlace
        self.isFilled = pass.isFilled
        self.fetch = Self.tables(pass.before, pass.bitCount, laneBitCount)
        self.putBack = Self.tables(pass.after, pass.bitCount, laneBitCount)
    }

    /// Whether runs of so many blocks lie together, in order, in the chunk as in the state.
    func keepsRuns(of blockCount: Int) -> Bool { self.putBack.within.elementsEqual(0..<blockCount) }

    /// The first block of a chunk in the state.
    func firstBlock(ofChunk chunk: Int) -> Int {
        var block = 0
        for (bit, position) in self.outside.enumerated() {
            block |= (chunk >> bit & 1) << (position - self.laneBitCount)
        }
        return block
    }

    private static func tables(_ positions: [Int], _ bitCount: Int, _ laneBitCount: Int) -> Tables {
        // Block bits of the chunk by their place in the state: the lowest are those of a run.
        let bits = (laneBitCount..<bitCount).sorted { positions[$0] < positions[$1] }
        let runBits = bits.enumerated().prefix { positions[$0.element] == laneBitCount + $0.offset }.map(
            \.element
        )
        .prefix(3)
        var tables = Tables()
        for block in 0..<(1 << runBits.count) {
            tables.within.append(
                runBits.enumerated().reduce(0) {
                    $0 | (block >> $1.offset & 1) << ($1.element - laneBitCount)
                })
        }
        let others = bits.dropFirst(runBits.count)
        for run in 0..<(1 << others.count) {
            var (state, chunk) = (0, 0)
            for (place, bit) in others.enumerated() where run >> place & 1 == 1 {
                state |= 1 << (positions[bit] - laneBitCount)
                chunk |= 1 << (bit - laneBitCount)
            }
            tables.runs.append(state)
            tables.runs.append(chunk)
        }
        return tables
    }
}
