import SimulatorCore

/// Turns stored indices into those of the register by a table for each of their bytes.
struct IndexPermutation {
    private let tables: [Int]

    init(_ layout: QubitLayout) {
        var tables: [Int] = []
        for byte in stride(from: 0, through: layout.positions.max() ?? 0, by: 8) {
            for value in 0..<256 { tables.append(layout.index(ofStored: value << byte)) }
        }
        self.tables = tables
    }

    /// Turns one index.
    func apply(to index: inout Int) {
        var (rest, table, turned) = (index, 0, 0)
        while table < self.tables.count {
            turned |= self.tables[table + rest & 255]
            rest >>= 8
            table += 256
        }
        index = turned
    }
}
