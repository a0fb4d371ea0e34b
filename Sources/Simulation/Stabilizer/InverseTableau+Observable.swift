extension InverseTableau {
    /// The mean of a Pauli string: 1 or −1 where it has a value, else 0.
    ///
    /// - Parameter factors: Each qubit at most once.
    func mean(of factors: [PauliFactor]) -> Int {
        let product = BitRows(rowCount: 1, laneCount: 2 * self.laneCount)
        let lanes = product.row(0)
        var phase: UInt64 = 0
        func multiply(by index: Int) {
            let row = self.rows.row(index)
            var crossing = Lane.zero
            for lane in 0..<self.laneCount {
                crossing ^= lanes[self.laneCount + lane] & row[lane]
                lanes[lane] ^= row[lane]
                lanes[self.laneCount + lane] ^= row[self.laneCount + lane]
            }
            phase += UInt64(self.phases[index]) + 2 * crossing.parity
        }
        for factor in factors {
            if factor.hasX { multiply(by: self.xRow(factor.qubit)) }
            if factor.hasZ { multiply(by: self.zRow(factor.qubit)) }
            // Y = i·X·Z.
            if factor.hasX, factor.hasZ { phase += 1 }
        }
        for lane in 0..<self.laneCount where lanes[lane] != .zero { return 0 }
        return phase & 3 == 0 ? 1 : -1
    }
}
