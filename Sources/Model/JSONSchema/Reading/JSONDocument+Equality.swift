// Equality of values as JSON Schema has it: numbers by what they are worth, objects in any order of their members.

extension JSONDocument {
    /// Mixes a value into a hash, so that equal values mix alike.
    func hash(_ index: Int, into hasher: inout Hasher) {
        hasher.combine(self.kind(index).rawValue)
        switch self.kind(index) {
        case .null: break
        case .boolean: hasher.combine(self.boolean(index))
        case .number: hasher.combine(self.number(index))
        case .string: hasher.combine(self.text(index))
        case .array:
            hasher.combine(self.count(index))
            for item in self.items(index) { self.hash(item, into: &hasher) }
        case .object:
            var sum = 0
            for name in self.names(index) {
                var member = Hasher()
                self.hash(name, into: &member)
                self.hash(name + 1, into: &member)
                sum &+= member.finalize()
            }
            hasher.combine(self.count(index))
            hasher.combine(sum)
        }
    }

    /// The hash of one value.
    func hash(_ index: Int) -> Int {
        var hasher = Hasher()
        self.hash(index, into: &hasher)
        return hasher.finalize()
    }

    /// Whether a value equals one of another document.
    func isEqual(_ index: Int, to other: JSONDocument, _ otherIndex: Int) -> Bool {
        guard self.kind(index) == other.kind(otherIndex) else { return false }
        switch self.kind(index) {
        case .null: return true
        case .boolean: return self.boolean(index) == other.boolean(otherIndex)
        case .number: return self.number(index) == other.number(otherIndex)
        case .string: return self.text(index) == other.text(otherIndex)
        case .array:
            return self.count(index) == other.count(otherIndex)
                && zip(self.items(index), other.items(otherIndex))
                    .allSatisfy { self.isEqual($0, to: other, $1) }
        case .object:
            guard self.count(index) == other.count(otherIndex) else { return false }
            var members: [[UInt8]: Int] = [:]
            members.reserveCapacity(other.count(otherIndex))
            for name in other.names(otherIndex) { members[other.text(name)] = name + 1 }
            return self.names(index).allSatisfy { name in
                guard let value = members[self.text(name)] else { return false }
                return self.isEqual(name + 1, to: other, value)
            }
        }
    }
}
