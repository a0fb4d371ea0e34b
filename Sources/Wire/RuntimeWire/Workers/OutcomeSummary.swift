package import RuntimeModel

/// The JSON part of an ``Outcome``.
package struct OutcomeSummary: Hashable, Sendable, Codable {
    /// `completed`, `failed`, `cancelled`, `ran-too-long` or `lost`.
    package var status: JobStatus
    /// Why it did not complete, as a code.
    package var code: String?
    /// The same as one sentence.
    package var reason: String?
    /// Python's traceback, when the program raised.
    package var traceback: String?
    /// How long it had a process, in milliseconds; absent when it never had one.
    package var runMilliseconds: Int?

    package init(
        status: JobStatus, code: String? = nil, reason: String? = nil, traceback: String? = nil,
        runMilliseconds: Int? = nil
    ) {
        self.status = status
        self.code = code
        self.reason = reason
        self.traceback = traceback
        self.runMilliseconds = runMilliseconds
    }

    private enum CodingKeys: String, CodingKey {
        case status, code, reason, traceback
        case runMilliseconds = "run_ms"
    }
}
