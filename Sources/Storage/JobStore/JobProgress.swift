package import RuntimeModel

/// The part of a job that changes: written whole, in the transaction of the events that tell of the change.
package struct JobProgress: Hashable, Sendable {
    /// Where it stands.
    package var status: JobStatus
    /// The newest run; 0 before the first.
    package var attempt: Int
    /// Who has the newest run.
    package var worker: WorkerID?
    /// Which start of that worker's process.
    package var incarnation: String?
    /// The last sequence of its timeline. Read from the store it is that of the last event appended; what a write says
    /// is not taken.
    package var lastSequence: UInt64
    /// The last committed report of the newest run.
    package var lastReport: UInt64
    /// The sequence of the result, when there is one.
    package var resultSequence: UInt64?
    /// Why it ended so, as a code.
    package var code: String?
    /// The same as one sentence.
    package var reason: String?
    /// When the newest run began.
    package var startedAt: Timestamp?
    /// When it ended.
    package var endedAt: Timestamp?
    /// The running hash of the timeline up to its last event: 32 bytes.
    package var timelineHash: [UInt8]
    /// Who wished it to stop.
    package var canceller: AccountID?
    /// When that was.
    package var cancelledAt: Timestamp?
    /// The sequence of the last checkpoint, when there is one.
    package var checkpointSequence: UInt64?
    /// The sequence of the last metric of the newest run, when there is one: what its process has told of itself.
    package var metricSequence: UInt64?

    package init(
        status: JobStatus, attempt: Int, worker: WorkerID? = nil, incarnation: String? = nil,
        lastSequence: UInt64, lastReport: UInt64, resultSequence: UInt64? = nil, code: String? = nil,
        reason: String? = nil, startedAt: Timestamp? = nil, endedAt: Timestamp? = nil,
        timelineHash: [UInt8] = [UInt8](repeating: 0, count: BodyReference.hashByteCount),
        canceller: AccountID? = nil, cancelledAt: Timestamp? = nil, checkpointSequence: UInt64? = nil,
        metricSequence: UInt64? = nil
    ) {
        self.status = status
        self.attempt = attempt
        self.worker = worker
        self.incarnation = incarnation
        self.lastSequence = lastSequence
        self.lastReport = lastReport
        self.resultSequence = resultSequence
        self.code = code
        self.reason = reason
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.timelineHash = timelineHash
        self.canceller = canceller
        self.cancelledAt = cancelledAt
        self.checkpointSequence = checkpointSequence
        self.metricSequence = metricSequence
    }
}
