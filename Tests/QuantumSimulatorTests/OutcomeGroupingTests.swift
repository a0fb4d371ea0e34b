import CircuitModel
import QuantumSimulator
import Testing

/// Goal: outcomes come out sorted and counted, whatever they are.
/// Method: a dictionary and the library's sort.
@Suite struct OutcomeGroupingTests {
    @Test(arguments: [0, 1, 7, 24, 25, 3_000], [1, 5, 64, 65, 200])
    func keysAscendAndCountsAddUp(shotCount: Int, clbitCount: Int) {
        let width = CircuitOutcome.wordsPerKey(clbitCount: clbitCount)
        for spread in [1, 3, 1_000_000] {
            var random = PhiloxRandom(seed: UInt64(shotCount * spread), stream: UInt64(clbitCount))
            var words: [UInt64] = []
            for _ in 0..<(shotCount * width) {
                let choice = UInt64(random.nextIndex(below: spread))
                words.append(choice &* 0x9E37_79B9_7F4A_7C15 &>> UInt64(max(0, 64 - clbitCount)))
            }
            let outcome = OutcomeGrouping.outcome(
                ofShots: words, clbitCount: clbitCount, returnsMemory: true)
            #expect(outcome.memory == words)
            let shots = stride(from: 0, to: words.count, by: width).map { Array(words[$0..<($0 + width)]) }
            let expected = shots.reduce(into: [:]) { $0[$1, default: UInt32(0)] += 1 }
            let keys = expected.keys.sorted { $0.reversed().lexicographicallyPrecedes($1.reversed()) }
            #expect(outcome.keys == keys.flatMap { $0 })
            #expect(outcome.counts == keys.compactMap { expected[$0] })
        }
    }
}
