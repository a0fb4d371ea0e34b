/// Shots that are being drawn from the left end of a chain: those whose qubits agree so far are one row.
struct OutcomePrefixes {
    /// The place of the next qubit.
    var place = 0
    /// One row for each prefix, as long as the bond to ``place``: the state of the rest, with weight 1.
    var rows: [Complex] = [.one]
    /// Shots of each prefix, at least 1.
    var shotCounts: [Int]
    /// The values drawn, `wordCount` words for each prefix; bits by qubit.
    var outcomes: [UInt64]
    let wordCount: Int

    init(shotCount: Int, qubitCount: Int) {
        self.shotCounts = [shotCount]
        self.wordCount = max(1, (qubitCount + 63) / 64)
        self.outcomes = [UInt64](repeating: 0, count: self.wordCount)
    }

    var count: Int { self.shotCounts.count }

    /// Takes the second half away.
    mutating func removeHalf() -> OutcomePrefixes {
        var half = self
        let (kept, bond) = (self.count / 2, self.rows.count / self.count)
        half.rows.removeFirst(kept * bond)
        half.outcomes.removeFirst(kept * self.wordCount)
        half.shotCounts.removeFirst(kept)
        self.rows.removeLast((self.count - kept) * bond)
        self.outcomes.removeLast((self.count - kept) * self.wordCount)
        self.shotCounts.removeLast(self.count - kept)
        return half
    }

    /// Draws the next qubit's value for every shot: each prefix goes on as one, or as two.
    mutating func draw(site: Site, qubit: Int, uniform: () -> Double) {
        let width = 2 * site.right
        let products = LinearAlgebra.product(
            rows: self.count, inner: site.left, columns: width, self.rows, site.entries)
        var next = OutcomePrefixes(place: self.place + 1, wordCount: self.wordCount)
        next.rows.reserveCapacity(2 * products.count)
        next.outcomes.reserveCapacity(2 * self.outcomes.count)
        next.shotCounts.reserveCapacity(2 * self.count)
        products.withUnsafeBufferPointer { products in
            for row in 0..<self.count {
                let start = row * width
                let zero = UnsafeBufferPointer(rebasing: products[start..<(start + site.right)])
                let one = UnsafeBufferPointer(rebasing: products[(start + site.right)..<(start + width)])
                let (zeroWeight, oneWeight) = (zero.weight, one.weight)
                let probability = oneWeight / (zeroWeight + oneWeight)
                var ones = 0
                for _ in 0..<self.shotCounts[row] where uniform() < probability { ones += 1 }
                let words = self.outcomes[(row * self.wordCount)..<((row + 1) * self.wordCount)]
                next.append(zero, weight: zeroWeight, shotCount: self.shotCounts[row] - ones, words)
                next.append(one, weight: oneWeight, shotCount: ones, words, setting: qubit)
            }
        }
        self = next
    }

    private init(place: Int, wordCount: Int) {
        self.place = place
        self.wordCount = wordCount
        (self.rows, self.shotCounts, self.outcomes) = ([], [], [])
    }

    private mutating func append(
        _ row: UnsafeBufferPointer<Complex>, weight: Double, shotCount: Int, _ words: ArraySlice<UInt64>,
        setting qubit: Int? = nil
    ) {
        guard shotCount > 0 else { return }
        let scale = 1 / weight.squareRoot()
        for value in row { self.rows.append(scale * value) }
        self.shotCounts.append(shotCount)
        self.outcomes.append(contentsOf: words)
        if let qubit {
            self.outcomes[self.outcomes.count - self.wordCount + qubit >> 6] |= 1 << UInt64(qubit & 63)
        }
    }
}
