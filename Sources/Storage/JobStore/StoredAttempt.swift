package import RuntimeModel

/// One run of a job.
package struct StoredAttempt: Hashable, Sendable {
    /// Which run of which job.
    package var key: AttemptKey
    /// Who ran it.
    package var worker: WorkerID
    /// Which start of that worker's process.
    package var incarnation: String
    /// When the lease was given.
    package var startedAt: Timestamp
    /// When it was over.
    package var endedAt: Timestamp?
    /// How: a status, or `lost`.
    package var end: String?

    package init(
        key: AttemptKey, worker: WorkerID, incarnation: String, startedAt: Timestamp,
        endedAt: Timestamp? = nil, end: String? = nil
    ) {
        self.key = key
        self.worker = worker
        self.incarnation = incarnation
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.end = end
    }
}
