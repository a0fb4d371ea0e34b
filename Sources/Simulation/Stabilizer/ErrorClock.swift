/// Says in which trials something strikes that has the same probability in each of them.
///
/// It draws the lengths of the gaps between strikes, which have a geometric distribution: what never happens costs
/// nothing. Trials go on from one call to the next, so a rare error costs one comparison for each call.
struct ErrorClock {
    /// `1 / ln(1 − p)`; 0 where each trial strikes.
    private let scale: Double
    /// Trials until the next strike.
    private var gap = 0
    private var isStarted = false
    private let isNever: Bool

    init(probability: Double) {
        self.isNever = probability <= 0
        self.scale =
            probability > 0 && probability < 1 ? 1 / NaturalLogarithm.ofOneMinus(probability) : 0
    }

    /// Calls with each trial that strikes, in ascending order.
    @inline(__always)
    mutating func strike(
        trialCount: Int, _ words: inout RandomWords, _ fill: RandomWords.Source,
        _ body: (_ trial: Int, _ words: inout RandomWords) -> Void
    ) {
        if self.isNever { return }
        if !self.isStarted {
            self.isStarted = true
            self.gap = self.nextGap(&words, fill)
        }
        while self.gap < trialCount {
            body(self.gap, &words)
            self.gap &+= 1 &+ self.nextGap(&words, fill)
        }
        self.gap &-= trialCount
    }

    private func nextGap(_ words: inout RandomWords, _ fill: RandomWords.Source) -> Int {
        if self.scale == 0 { return 0 }
        let gap = NaturalLogarithm.of(words.nextUniform(fill)) * self.scale
        // Longer than any program: no difference, and it fits.
        return gap < 0x1p50 ? Int(gap) : 1 << 50
    }
}
