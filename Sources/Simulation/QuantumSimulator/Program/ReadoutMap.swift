/// Turns indices of basis states into outcomes of up to 64 bits, eight bits at a time.
struct ReadoutMap {
    /// Classical bits that are read.
    private(set) var mask: UInt64 = 0
    private let isIdentity: Bool
    /// For each byte of an index, the outcome's bits for each of its values.
    private var tables: [UInt64] = []

    init(_ readout: Readout) {
        for pair in readout.pairs { self.mask |= 1 << UInt64(pair.clbit) }
        let bitCount = (readout.pairs.map(\.bit).max() ?? -1) + 1
        self.isIdentity = readout.pairs.allSatisfy { $0.bit == $0.clbit }
        guard !self.isIdentity else { return }
        for byte in 0..<((bitCount + 7) / 8) {
            let pairs = readout.pairs.filter { $0.bit >> 3 == byte }
            for value in 0..<256 {
                self.tables.append(
                    pairs.reduce(0) {
                        $0 | UInt64(value >> ($1.bit & 7) & 1) << UInt64($1.clbit)
                    })
            }
        }
    }

    @inline(__always)
    func key(of index: Int) -> UInt64 {
        // Bits above those that are read belong to qubits that nobody measures.
        if self.isIdentity { return UInt64(truncatingIfNeeded: index) & self.mask }
        var (key, rest, table) = (UInt64(0), index, 0)
        while table < self.tables.count {
            key |= self.tables[table + rest & 255]
            rest >>= 8
            table += 256
        }
        return key
    }
}
