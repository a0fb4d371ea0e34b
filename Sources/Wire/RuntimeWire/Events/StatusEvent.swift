package import RuntimeModel

/// Body of a `status` event.
package struct StatusEvent: Hashable, Sendable, Codable {
    /// A ``JobStatus``, or `restarted` when another attempt follows a lost one.
    package var status: String
    /// Which run.
    package var attempt: Int?
    /// Where it runs.
    package var worker: WorkerID?
    /// Why it ended so, as a code.
    package var code: String?
    /// The same as one sentence.
    package var reason: String?
    /// Python's traceback, when the program raised.
    package var traceback: String?
    /// Who wished the job to stop.
    package var by: AccountID?
    /// When that was.
    package var requestedAt: Timestamp?
    /// How long the end took from then on.
    package var tookSeconds: Double?

    package init(
        status: String, attempt: Int? = nil, worker: WorkerID? = nil, code: String? = nil,
        reason: String? = nil, traceback: String? = nil, by: AccountID? = nil, requestedAt: Timestamp? = nil,
        tookSeconds: Double? = nil
    ) {
        self.status = status
        self.attempt = attempt
        self.worker = worker
        self.code = code
        self.reason = reason
        self.traceback = traceback
        self.by = by
        self.requestedAt = requestedAt
        self.tookSeconds = tookSeconds
    }

    private enum CodingKeys: String, CodingKey {
        case status, attempt, worker, code, reason, traceback, by
        case requestedAt = "requested_at"
        case tookSeconds = "took_seconds"
    }
}
