package import RuntimeModel

/// What a feed goes by in a job.
package struct JobTraits: Hashable, Sendable {
    package let owner: AccountID
    package let programID: ProgramID
    package let backend: String
    package let sessionID: SessionID?
    package let tags: [String]

    package init(
        owner: AccountID, programID: ProgramID, backend: String, sessionID: SessionID?, tags: [String]
    ) {
        self.owner = owner
        self.programID = programID
        self.backend = backend
        self.sessionID = sessionID
        self.tags = tags
    }
}

/// Which jobs a feed tells of. What is `nil` does not choose.
package struct JobChoice: Hashable, Sendable {
    package let owner: AccountID?
    package let programID: ProgramID?
    package let backend: String?
    package let sessionID: SessionID?
    /// All of them.
    package let tags: [String]

    package init(
        owner: AccountID?, programID: ProgramID? = nil, backend: String? = nil, sessionID: SessionID? = nil,
        tags: [String] = []
    ) {
        self.owner = owner
        self.programID = programID
        self.backend = backend
        self.sessionID = sessionID
        self.tags = tags
    }

    package func fits(_ job: JobTraits) -> Bool {
        (self.owner.map { $0 == job.owner } ?? true)
            && (self.programID.map { $0 == job.programID } ?? true)
            && (self.backend.map { $0 == job.backend } ?? true)
            && (self.sessionID.map { $0 == job.sessionID } ?? true)
            && self.tags.allSatisfy { job.tags.contains($0) }
    }
}
