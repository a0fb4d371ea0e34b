import CommandLineInterface
import Testing

@Suite struct HistogramTests {
    private static let bars = [
        Histogram.Bar(key: "00", count: 500), Histogram.Bar(key: "01", count: 1),
        Histogram.Bar(key: "11", count: 499),
    ]

    @Test func aLineHasKeyCountShareAndBar() {
        #expect(
            Histogram(Self.bars).lines(width: 30, barCountMax: 10, isFine: false) == [
                "00  500   50.0 %  ############", "01    1    0.1 %  #", "11  499   49.9 %  ############",
            ])
    }

    @Test func fineBarsEndInEighths() {
        let lines = Histogram([.init(key: "0", count: 16), .init(key: "1", count: 5)])
            .lines(width: 24, barCountMax: 10, isFine: true)
        #expect(lines[0].hasSuffix("████████") || lines[0].hasSuffix("█████████"))
        #expect(lines[1].contains("█"))
        #expect(lines.allSatisfy { $0.count <= 24 })
    }

    @Test func theMostFrequentAreDrawnInTheirOrder() {
        let lines = Histogram(Self.bars).lines(width: 40, barCountMax: 2, isFine: false)
        #expect(lines.map { $0.prefix(2) } == ["00", "11", "1 "])
        #expect(lines[2] == "1 more outcomes: 1 shots, 0.1 %")
    }

    @Test func nothingCountedIsNothingDrawn() {
        #expect(Histogram([]).lines(width: 40, barCountMax: 2, isFine: true).isEmpty)
        #expect(
            Histogram([.init(key: "", count: 0)]).lines(width: 40, barCountMax: 2, isFine: false).count == 1)
    }
}
