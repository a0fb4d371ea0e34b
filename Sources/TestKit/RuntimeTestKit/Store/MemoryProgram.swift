import JobStore
import RuntimeModel

/// A program of an ``InMemoryJobStore``. Owner, visibility and time of creation are those of version 1.
struct MemoryProgram: Sendable {
    let owner: AccountID
    let createdAt: Timestamp
    var isPublic: Bool
    var isDeleted = false
    private(set) var lastVersion = 1
    /// Ascending.
    var versions: [StoredProgram]

    init(_ first: StoredProgram) {
        self.owner = first.owner
        self.createdAt = first.createdAt
        self.isPublic = first.isPublic
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
        return found
    }
}
