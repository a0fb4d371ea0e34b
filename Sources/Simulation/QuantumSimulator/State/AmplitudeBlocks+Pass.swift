import Glibc
import SimulatorCore
import StateVector

extension AmplitudeBlocks where Real: KernelReal {
    /// Chunks that a thread does one after the other, at most.
    private static var chunkRunCount: Int { 8 }

    /// Carries out one pass, chunk by chunk.
    ///
    /// - Parameter isWeighed: Whether to weigh runs while they are in the cache.
    /// - Returns: The weights, if asked for and if runs of the state are runs of a chunk.
    func run(
        _ pass: ChunkPass, _ set: InstructionSet, isWeighed: Bool, team: WorkerTeam,
        _ cancellation: CancellationFlag
    ) -> [Double]? {
        let program = KernelProgram<Real>(pass, set)
        let copying = ChunkCopying(pass, laneBitCount: Self.laneBitCount)
        guard isWeighed && copying.keepsRuns(of: Self.runBlockCount) else {
            self.run(program, copying, nil, set, team: team, cancellation)
            return nil
        }
        var weights = [Double](repeating: 0, count: self.count / Self.runCount)
        weights.withUnsafeMutableBufferPointer {
            self.run(program, copying, $0, set, team: team, cancellation)
        }
        return weights
    }

    private func run(
        _ program: KernelProgram<Real>, _ copying: ChunkCopying,
        _ weights: UnsafeMutableBufferPointer<Double>?, _ set: InstructionSet, team: WorkerTeam,
        _ cancellation: CancellationFlag
    ) {
        let chunkCount = self.count >> program.bitCount
        nonisolated(unsafe) let weights = weights
        nonisolated(unsafe) let base = UnsafeMutableRawPointer(self.base)
        program.withMemory { memory in
            let size = max(1, min(Self.chunkRunCount, chunkCount / 8))
            team.forEachPart(count: (chunkCount + size - 1) / size) { part in
                let chunks = (part * size)..<min((part + 1) * size, chunkCount)
                for chunk in chunks {
                    // A chunk takes less than a millisecond: seldom enough to look, often enough to end soon.
                    if cancellation.isCancelled { return }
                    let next = chunk + 1 < chunks.upperBound ? chunk + 1 : nil
                    program.run(chunk, next: next, of: base, copying, memory, weights, set)
                }
            }
        }
    }
}

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
