/// The tensor of one place in the chain: `left` × 2 × `right` entries, row-major, the qubit's value in the middle.
struct Site: Sendable {
    var left: Int
    var right: Int
    var entries: [Complex]

    /// A qubit that is 0, without bonds.
    static let zero = Site(left: 1, right: 1, entries: [.one, .zero])

    init(left: Int, right: Int, entries: [Complex]) {
        self.left = left
        self.right = right
        self.entries = entries
    }

    /// The weight of the entries where the qubit has this value.
    func weight(of value: Int) -> Double {
        var sum = Complex.zero
        for row in 0..<self.left {
            let start = (2 * row + value) * self.right
            for index in start..<(start + self.right) { sum += self.entries[index] * self.entries[index] }
        }
        return sum.x + sum.y
    }
}
