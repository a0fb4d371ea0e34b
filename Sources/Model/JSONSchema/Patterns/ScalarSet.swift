/// A set of characters: ranges, and properties of Unicode.
struct ScalarSet: Sendable {
    /// A property, or its opposite.
    struct Property: Sendable {
        var name: ScalarProperty
        var isNegated: Bool
    }

    var ranges: [ClosedRange<UInt32>] = []
    var properties: [Property] = []
    /// Whole sets within the set, as `\W` in `[\W_]`.
    var sets: [ScalarSet] = []
    var isNegated = false

    /// How much there is to look through.
    var partCount: Int { self.ranges.count + self.properties.count + self.sets.count }

    func contains(_ scalar: UInt32) -> Bool {
        let isThere =
            self.ranges.contains { $0.contains(scalar) }
            || self.properties.contains { $0.name.holds(for: scalar) != $0.isNegated }
            || self.sets.contains { $0.contains(scalar) }
        return isThere != self.isNegated
    }

    var negated: ScalarSet {
        var set = self
        set.isNegated.toggle()
        return set
    }

    /// `.`: all but the ends of lines.
    static let any = ScalarSet(ranges: [0x0A...0x0A, 0x0D...0x0D, 0x2028...0x2029], isNegated: true)
    /// `\d`.
    static let digit = ScalarSet(ranges: [0x30...0x39])
    /// `\w`.
    static let word = ScalarSet(ranges: [0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A])
    /// `\s`.
    static let space = ScalarSet(
        ranges: [
            0x09...0x0D, 0x20...0x20, 0xA0...0xA0, 0x1680...0x1680, 0x2000...0x200A, 0x2028...0x2029,
            0x202F...0x202F, 0x205F...0x205F, 0x3000...0x3000, 0xFEFF...0xFEFF,
        ])
}
