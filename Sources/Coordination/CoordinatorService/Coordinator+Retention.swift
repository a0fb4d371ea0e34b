import CoordinatorCore
import JobStore
import Logging
import MessageBus
import RuntimeModel

// What is removed, and in which order. Nothing of a job that has not ended is ever touched.
//
// 1. By age: inputs, events and result of jobs that ended too long ago, the first that ended first. The job itself
//    stays in the lists; who asks for what is gone gets `job.payloadsRemoved`.
// 2. By size: the same, while more is kept than may be. Counted is what the accounts' quotas count for jobs and
//    programs, so a body that two jobs refer to counts twice.
// 3. Bodies to which nothing refers any more. A body is uploaded before the command that names it, so it is safe for a
//    while without being referred to; and for as long after a start, since an executor that was cut off may be about
//    to report what it has put.
// 4. Keys of commands that nobody repeats any more, and by the same age as in 1 sessions that have ended and have no
//    jobs.
extension Coordinator {
    /// Looks after what is stored, now and then. Called with every tick.
    func retainWhenDue() {
        guard !self.isRetaining, self.now >= self.retentionDueAt, self.mayEnqueue else { return }
        self.isRetaining = true
        self.retentionDueAt = self.now + Self.nanoseconds(self.limits.retention.interval)
        self.enqueue(for: Self.nobody) { coordinator in
            defer { coordinator.isRetaining = false }
            let isDone = try await coordinator.retain()
            if !isDone { coordinator.retentionDueAt = coordinator.now }
        }
    }

    /// - Returns: whether nothing is left to be done for now.
    private func retain() async throws(RuntimeError) -> Bool {
        let limits = self.limits.retention
        let time = self.loop.timestamp
        await self.forgetIdleUploads()
        let jobCount = try await self.removePayloads(at: time)
        var bodyCount = 0
        if self.loop.now - self.startedAt >= limits.unusedBodyAgeMax {
            bodyCount = try await self.store.collectBodies(
                keptBefore: time.earlier(by: limits.unusedBodyAgeMax), limit: limits.batchCountMax)
        }
        let claimCount = try await self.store.forgetClaims(
            before: time.earlier(by: limits.claimAgeMax), limit: limits.batchCountMax)
        let sessionCount = try await self.store.forgetSessions(
            endedBefore: time.earlier(by: limits.payloadAgeMax), limit: limits.batchCountMax)
        if jobCount > 0 || bodyCount > 0 || sessionCount > 0 {
            self.logger.info(
                "removed what was kept long enough",
                metadata: [
                    "jobs": "\(jobCount)", "bodies": "\(bodyCount)", "sessions": "\(sessionCount)",
                ])
        }
        return max(jobCount, bodyCount, claimCount, sessionCount) < limits.batchCountMax
    }

    /// - Returns: how many jobs lost their payloads.
    private func removePayloads(at time: Timestamp) async throws(RuntimeError) -> Int {
        let limits = self.limits.retention
        var due = try await self.store.endedJobs(
            before: time.earlier(by: limits.payloadAgeMax), limit: limits.batchCountMax)
        if due.isEmpty {
            let counts = try await self.store.storedByteCounts()
            // Bodies that nothing refers to go by themselves, and no job's removal frees them.
            let unused = try await self.store.unusedByteCount()
            var surplus = counts.values.reduce(0, +) - unused - limits.storedByteCountMax
            if surplus > 0 {
                let ended = try await self.store.endedJobs(before: nil, limit: limits.batchCountMax)
                due = ended.filter { job in
                    defer { surplus -= job.storedByteCount }
                    return surplus > 0
                }
            }
        }
        for job in due {
            let id = job.id
            self.submit(
                StoreTransaction(writes: [.removePayloads(id, at: time)]), for: Self.nobody
            ) { coordinator in
                // Its newest events are remembered; from now on the store says what there is.
                coordinator.jobs[id] = nil
            }
        }
        return due.count
    }

    /// - Throws: `job.payloadsRemoved`.
    static func requirePayloads(of row: StoredJob) throws(RuntimeError) {
        guard let time = row.payloadsRemovedAt else { return }
        throw RuntimeError(
            .payloadsRemoved,
            "The job's inputs, events and result were kept for as long as the service keeps them, and removed.",
            context: ["job_id": row.id.description, "removed_at": "\(time.microseconds)"])
    }

    /// Whom an answer goes to when nobody asked.
    static let nobody = ReplyAddress(
        socket: .commands, peer: PeerID(bytes: []), account: AccountID(""), correlation: 0)

    static func nanoseconds(_ duration: Duration) -> Int64 {
        let parts = duration.components
        return parts.seconds * 1_000_000_000 + parts.attoseconds / 1_000_000_000
    }
}

extension Timestamp {
    /// So much before; the beginning of time at the earliest.
    fileprivate func earlier(by duration: Duration) -> Timestamp {
        let microseconds = UInt64(max(0, Coordinator.nanoseconds(duration) / 1000))
        return Timestamp(microseconds: self.microseconds - min(self.microseconds, microseconds))
    }
}
