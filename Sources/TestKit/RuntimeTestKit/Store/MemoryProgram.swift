import JobStore
import RuntimeModel

/// A program of an ``InMemoryJobStore``. Owner, who may see it and time of creation are those of version 1.
struct MemoryProgram: Sendable {
    let owner: AccountID
    let createdAt: Timestamp
    var isPublic: Bool
    /// By name.
    var sharedWith: [AccountID]
    var isDeleted = false
    private(set) var lastVersion = 1
    /// Ascending.
    var versions: [StoredProgram]

    init(_ first: StoredProgram) {
        self.owner = first.owner
        self.createdAt = first.createdAt
        self.isPublic = first.isPublic
        self.sharedWith = Self.sorted(first.sharedWith)
        self.versions = [first]
    }

    mutating func add(_ version: StoredProgram) {
        self.versions.append(version)
        self.lastVersion = version.version
    }

    /// One version as it is read, the newest there is without a number.
    func read(version: Int?) -> StoredProgram? {
        guard
            var found = version.map({ number in self.versions.first { $0.version == number } })
                ?? self.versions.last
        else { return nil }
        found.owner = self.owner
        found.createdAt = self.createdAt
        found.isPublic = self.isPublic
        found.sharedWith = self.sharedWith
        return found
    }

    mutating func setVisibility(isPublic: Bool?, sharedWith: [AccountID]?) {
        self.isPublic = isPublic ?? self.isPublic
        self.sharedWith = sharedWith.map(Self.sorted) ?? self.sharedWith
    }

    private static func sorted(_ accounts: [AccountID]) -> [AccountID] {
        Set(accounts).sorted { $0.rawValue < $1.rawValue }
    }

    /// Whether a list shows it.
    func fits(_ filter: ProgramFilter) -> Bool {
        guard !self.isDeleted, let newest = self.versions.last else { return false }
        let texts = newest.texts
        let isVisible =
            filter.visibleTo.map { $0 == self.owner || self.isPublic || self.sharedWith.contains($0) } ?? true
        return isVisible && (filter.name == nil || filter.name == texts.name)
            && (filter.owner == nil || filter.owner == self.owner)
            && (filter.isPublic == nil || filter.isPublic == self.isPublic)
            && SearchWords.matches(
                filter.words, in: "\(newest.id.rawValue) \(texts.name) \(texts.description)")
    }
}
