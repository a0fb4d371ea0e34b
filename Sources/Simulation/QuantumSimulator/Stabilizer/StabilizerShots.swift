import CircuitModel
import Stabilizer

/// The shots of a stabiliser run, block by block on the threads of a team.
///
/// Each block has random numbers of its own, by its place: which thread draws it never shows.
struct StabilizerShots {
    /// The classical bits of each shot.
    private(set) var words: [UInt64]
    /// The sum over the shots of each observable.
    private var sums: [Int]
    private let shotCount: Int

    /// If cancelled, blocks are missing.
    init(
        _ sampler: StabilizerSampler, observableCount: Int, task: borrowing SimulationTask,
        _ context: SimulationContext
    ) {
        let width = sampler.wordsPerKey
        // A mean is wanted even where no shot is: then all shots are alike, and one stands for them.
        let shotCount = task.shotCount == 0 && observableCount > 0 ? 1 : task.shotCount
        let (seed, stream) = (task.seed, task.stream)
        let blockCount = (shotCount + sampler.shotsPerBlock - 1) / sampler.shotsPerBlock
        var blockSums = [Int](repeating: 0, count: blockCount * observableCount)
        self.words = [UInt64](repeating: 0, count: shotCount * width)
        self.shotCount = shotCount
        self.words.withUnsafeMutableBufferPointer { words in
            blockSums.withUnsafeMutableBufferPointer { blockSums in
                context.team.forEachPart(count: blockCount) { block in
                    if context.cancellation.isCancelled { return }
                    let start = block * sampler.shotsPerBlock
                    let count = min(sampler.shotsPerBlock, shotCount - start)
                    let keys = words[(start * width)..<((start + count) * width)]
                    var random = PhiloxRandom(seed: seed, stream: stream, branch: (UInt64(block) + 1, 0))
                    let sums = sampler.draw(
                        shotCount: count, into: UnsafeMutableBufferPointer(rebasing: keys),
                        fill: { for index in $0.indices { $0[index] = random.next() } })
                    for (index, sum) in sums.enumerated() { blockSums[block * observableCount + index] = sum }
                }
            }
        }
        self.sums = [Int](repeating: 0, count: observableCount)
        for index in blockSums.indices { self.sums[index % observableCount] += blockSums[index] }
        if task.shotCount == 0 { self.words = [] }
    }

    /// The mean of a sum of Pauli strings over the shots.
    func mean(of sum: StabilizerTranslation.SavedSum) -> SavedValue {
        var value = 0.0
        for (coefficient, observable) in zip(sum.coefficients, sum.observables) {
            value += coefficient * Double(self.sums[observable]) / Double(self.shotCount)
        }
        return SavedValue(dimensions: [2], isComplex: false, numbers: [value, 0])
    }
}
