import Stabilizer

extension StabilizerProgram {
    struct Shots {
        /// An outcome for each shot, as many words as a key has.
        var keys: [[UInt64]] = []
        /// The sum over all shots of each observable.
        var sums: [Int] = []

        var counts: [[UInt64]: Int] { self.keys.reduce(into: [:]) { $0[$1, default: 0] += 1 } }

        /// How many shots have a bit set.
        func count(ofClbit clbit: Int) -> Int {
            self.keys.count { $0[clbit >> 6] >> UInt64(clbit & 63) & 1 == 1 }
        }
    }

    /// Draws shots block by block, each block from a seed of its own.
    func shots(_ shotCount: Int, seed: UInt64) -> Shots {
        var shots = Shots()
        guard let sampler = StabilizerSampler(self, isCancelled: { false }) else { return shots }
        let width = sampler.wordsPerKey
        shots.sums = [Int](repeating: 0, count: self.observables.count)
        for (block, start) in stride(from: 0, to: shotCount, by: sampler.shotsPerBlock).enumerated() {
            let count = min(sampler.shotsPerBlock, shotCount - start)
            var words = [UInt64](repeating: 0, count: count * width)
            var source = WordSource(seed: seed &* 1_000_003 &+ UInt64(block))
            let sums = words.withUnsafeMutableBufferPointer { keys in
                sampler.draw(shotCount: count, into: keys) { buffer in
                    for index in buffer.indices { buffer[index] = source.next() }
                }
            }
            for (index, sum) in sums.enumerated() { shots.sums[index] += sum }
            for shot in 0..<count { shots.keys.append(Array(words[(shot * width)..<((shot + 1) * width)])) }
        }
        return shots
    }
}
