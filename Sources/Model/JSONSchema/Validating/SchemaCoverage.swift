/// Which items and members of one value some keyword has looked at, for `unevaluatedItems` and its kind.
struct SchemaCoverage {
    /// All items before this one.
    var firstItems = 0
    /// Indices of items beyond.
    var items: Set<Int> = []
    var hasAllMembers = false
    /// The nodes of members' names.
    var members: Set<Int> = []

    mutating func formUnion(_ other: SchemaCoverage) {
        self.firstItems = max(self.firstItems, other.firstItems)
        self.items.formUnion(other.items)
        self.hasAllMembers = self.hasAllMembers || other.hasAllMembers
        self.members.formUnion(other.members)
    }
}
