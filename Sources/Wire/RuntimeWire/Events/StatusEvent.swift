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

    package init(
        status: String, attempt: Int? = nil, worker: WorkerID? = nil, code: String? = nil,
        reason: String? = nil, traceback: String? = nil
    ) {
        self.status = status
        self.attempt = attempt
        self.worker = worker
        self.code = code
        self.reason = reason
        self.traceback = traceback
    }
}
