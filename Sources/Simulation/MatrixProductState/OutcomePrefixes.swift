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
        let (bond, count, wordCount) = (site.right, self.count, self.wordCount)
        let products = LinearAlgebra.product(
            rows: count, inner: site.left, columns: 2 * bond, self.rows, site.entries, check: {})
        // Which row of the products each of the next prefixes is, and its shots.
        var (chosen, shotCounts, scales) = ([Int](), [Int](), [Double]())
        chosen.reserveCapacity(2 * count)
        shotCounts.reserveCapacity(2 * count)
        scales.reserveCapacity(2 * count)
        products.withUnsafeBufferPointer { products in
            for row in 0..<count {
                let start = 2 * row * bond
                let zero = UnsafeBufferPointer(rebasing: products[start..<(start + bond)]).weight
                let one = UnsafeBufferPointer(rebasing: products[(start + bond)..<(start + 2 * bond)]).weight
                let probability = one / (zero + one)
                var ones = 0
                for _ in 0..<self.shotCounts[row] where uniform() < probability { ones += 1 }
                for value in 0..<2 {
                    let shots = value == 1 ? ones : self.shotCounts[row] - ones
                    guard shots > 0 else { continue }
                    chosen.append(2 * row + value)
                    shotCounts.append(shots)
                    scales.append(1 / (value == 1 ? one : zero).squareRoot())
                }
            }
        }
        self.rows = LinearAlgebra.filled(chosen.count * bond) { rows in
            products.withUnsafeBufferPointer { products in
                for (index, row) in chosen.enumerated() {
                    for entry in 0..<bond {
                        rows[index * bond + entry] = scales[index] * products[row * bond + entry]
                    }
                }
            }
        }
        var outcomes = [UInt64](repeating: 0, count: chosen.count * wordCount)
        for (index, row) in chosen.enumerated() {
            for word in 0..<wordCount {
                outcomes[index * wordCount + word] = self.outcomes[(row >> 1) * wordCount + word]
            }
            outcomes[index * wordCount + qubit >> 6] |= UInt64(row & 1) << UInt64(qubit & 63)
        }
        self.place += 1
        (self.shotCounts, self.outcomes) = (shotCounts, outcomes)
    }
}
