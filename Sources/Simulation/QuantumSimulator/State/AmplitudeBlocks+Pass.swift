import SimulatorCore

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
