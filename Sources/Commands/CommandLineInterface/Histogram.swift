/// Counts of outcomes as bars of characters, one line each.
package struct Histogram: Sendable {
    package struct Bar: Equatable, Sendable {
        package var key: String
        package var count: Int

        package init(key: String, count: Int) {
            self.key = key
            self.count = count
        }
    }

    private let bars: [Bar]
    private let total: Int

    /// - Parameter bars: In the order in which they are drawn.
    package init(_ bars: [Bar]) {
        self.bars = bars
        self.total = bars.reduce(0) { $0 + $1.count }
    }

    /// The lines, none longer than `width` where the keys leave room for bars.
    ///
    /// - Parameters:
    ///   - barCountMax: The most frequent ones that are drawn; what is left out is summed up in a last line.
    ///   - isFine: Whether bars are drawn to an eighth of a character, by characters beyond ASCII.
    package func lines(width: Int, barCountMax: Int, isFine: Bool) -> [String] {
        let shown = self.mostFrequent(barCountMax)
        let countWidth = shown.map { String($0.count).count }.max() ?? 1
        let keyWidth = shown.map(\.key.count).max() ?? 0
        let taken = keyWidth + 2 + countWidth + 2 + 7 + 2
        let barWidth = max(8, width - taken)
        let largest = shown.map(\.count).max() ?? 1
        var lines = shown.map { bar in
            let count = Self.padded(String(bar.count), to: countWidth)
            let share = Self.padded(Self.percent(bar.count, of: self.total), to: 7)
            let length = Double(bar.count) / Double(max(largest, 1)) * Double(barWidth)
            let key = bar.key + String(repeating: " ", count: keyWidth - bar.key.count)
            return "\(key)  \(count)  \(share)  \(Self.bar(length, isFine: isFine))"
        }
        if shown.count < self.bars.count {
            let rest = self.total - shown.reduce(0) { $0 + $1.count }
            lines.append(
                "\(self.bars.count - shown.count) more outcomes: \(rest) shots, "
                    + Self.percent(rest, of: self.total))
        }
        return lines
    }

    /// In the order given; of equally frequent ones the first.
    private func mostFrequent(_ countMax: Int) -> [Bar] {
        guard self.bars.count > countMax else { return self.bars }
        let order = self.bars.indices.sorted {
            (self.bars[$1].count, $0) < (self.bars[$0].count, $1)
        }
        return order.prefix(countMax).sorted().map { self.bars[$0] }
    }

    private static func padded(_ text: String, to width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }

    /// With one digit after the point: `12.3 %`.
    private static func percent(_ count: Int, of total: Int) -> String {
        guard total > 0 else { return "0.0 %" }
        let tenths = Int((Double(count) / Double(total) * 1000).rounded())
        return "\(tenths / 10).\(tenths % 10) %"
    }

    private static let eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]

    private static func bar(_ length: Double, isFine: Bool) -> String {
        guard isFine else { return String(repeating: "#", count: max(1, Int(length.rounded()))) }
        // Whatever was counted at all is seen.
        let eighths = max(1, Int((length * 8).rounded()))
        return String(repeating: "█", count: eighths / 8) + Self.eighths[eighths % 8]
    }
}
