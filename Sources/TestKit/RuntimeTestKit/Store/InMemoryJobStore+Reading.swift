package import JobStore
package import RuntimeModel
package import RuntimeWire

extension InMemoryJobStore {
    package func earlierClaim(
        of account: AccountID, key: String, request: [UInt8]
    ) async throws(RuntimeError) -> EarlierClaim? {
        try self.read { tables in
            tables.claims[MemoryTables.ClaimKey(account: account, key: key)].map {
                IdempotencyClaim.earlier(request: $0.request, answer: $0.answer, now: request)
            }
        }
    }

    package func accounts() async throws(RuntimeError) -> [StoredAccount] {
        try self.read { $0.accounts }
    }

    package func program(
        _ id: ProgramID, version: Int?, includingDeleted: Bool
    ) async throws(RuntimeError) -> StoredProgram? {
        try self.read { tables in
            guard let program = tables.programs[id], includingDeleted || !program.isDeleted else {
                return nil
            }
            return program.read(version: version)
        }
    }

    package func programs(
        _ filter: ProgramFilter
    ) async throws(RuntimeError) -> (rows: [StoredProgram], count: Int) {
        try self.read { tables in
            let found = tables.programOrder.reversed().compactMap { tables.programs[$0] }.filter {
                $0.fits(filter)
            }
            let page = found.dropFirst(max(0, filter.offset)).prefix(max(0, filter.limit))
            return (page.compactMap { $0.read(version: nil) }, found.count)
        }
    }

    package func programVersions(
        _ id: ProgramID, limit: Int, offset: Int
    ) async throws(RuntimeError) -> (rows: [StoredProgram], count: Int) {
        try self.read { tables in
            guard let program = tables.programs[id], !program.isDeleted else { return ([], 0) }
            let page = program.versions.reversed().dropFirst(max(0, offset)).prefix(max(0, limit))
            return (page.compactMap { program.read(version: $0.version) }, program.versions.count)
        }
    }

    package func storedByteCounts() async throws(RuntimeError) -> [AccountID: Int] {
        try self.read { $0.storedByteCounts }
    }

    package func unusedByteCount() async throws(RuntimeError) -> Int {
        try self.read { $0.unusedByteCounts.values.reduce(0, +) }
    }

    package func session(_ id: SessionID) async throws(RuntimeError) -> StoredSession? {
        try self.read { $0.sessions.first { $0.id == id } }
    }

    package func sessions(
        _ filter: SessionFilter
    ) async throws(RuntimeError) -> (rows: [StoredSession], count: Int) {
        try self.read { tables in
            let found = tables.sessions.reversed().filter { session in
                (filter.owner.map { $0 == session.owner } ?? true)
                    && (filter.isOpen.map { $0 == (session.status == .open) } ?? true)
            }
            return (Array(found.dropFirst(max(0, filter.offset)).prefix(max(0, filter.limit))), found.count)
        }
    }

    package func unfinishedJobs() async throws(RuntimeError) -> [StoredJob] {
        try self.read { tables in
            tables.jobOrder.compactMap { tables.jobs[$0]?.job }.filter { !$0.progress.status.isFinal }
        }
    }

    package func job(_ id: JobID) async throws(RuntimeError) -> StoredJob? {
        try self.read { $0.jobs[id]?.job }
    }

    package func inputs(of id: JobID) async throws(RuntimeError) -> StoredPayload? {
        try self.read { $0.jobs[id]?.inputs }
    }

    package func jobs(_ filter: JobFilter) async throws(RuntimeError) -> JobPage {
        try self.read { tables in
            let accepted = tables.jobOrder.compactMap { tables.jobs[$0] }
            let found = (filter.order == .newestFirst ? accepted.reversed() : accepted).filter {
                Self.isShown($0.job, by: filter)
            }
            let behind = found.filter { job in
                guard let position = filter.position else { return true }
                return filter.order == .newestFirst ? job.number < position : job.number > position
            }
            let page = behind.dropFirst(max(0, filter.offset)).prefix(max(0, filter.limit))
            return JobPage(rows: page.map(\.job), numbers: page.map(\.number), count: found.count)
        }
    }

    private static func isShown(_ job: StoredJob, by filter: JobFilter) -> Bool {
        (filter.owner == nil || job.owner == filter.owner)
            && (filter.pending == nil || job.progress.status.isFinal != filter.pending)
            && (filter.programID == nil || job.programID == filter.programID)
            && (filter.backend == nil || job.backend == filter.backend)
            && (filter.sessionID == nil || job.sessionID == filter.sessionID)
            && filter.tags.allSatisfy(job.tags.contains)
            && (filter.createdAfter.map { job.createdAt >= $0 } ?? true)
            && (filter.createdBefore.map { job.createdAt < $0 } ?? true)
    }

    package func attempts(of id: JobID) async throws(RuntimeError) -> [StoredAttempt] {
        try self.read { $0.jobs[id]?.attempts ?? [] }
    }

    package func endedJobs(before time: Timestamp?, limit: Int) async throws(RuntimeError) -> [EndedJob] {
        try self.read { tables in
            let ended = tables.jobOrder.compactMap { tables.jobs[$0]?.job }.filter {
                $0.progress.status.isFinal && $0.payloadsRemovedAt == nil
            }
            let times = ended.compactMap { job in job.progress.endedAt.map { (job.id, $0) } }
            let due = times.filter { $0.1 < time ?? Timestamp(microseconds: UInt64(Int64.max)) }
            return due.sorted { $0.1 < $1.1 }.prefix(limit).map {
                EndedJob(id: $0.0, storedByteCount: tables.jobs[$0.0]?.storedByteCount ?? 0)
            }
        }
    }

    package func timelineBlocks(
        of id: JobID, after sequence: UInt64, limit: Int, byteCountMax: Int
    ) async throws(RuntimeError) -> [EventBlock] {
        let events = try await self.timeline(
            of: id, after: sequence, limit: limit, byteCountMax: byteCountMax)
        return EventBlock.blocks(events, byteCountMax: 1 << 10)
    }

    package func timeline(
        of id: JobID, after sequence: UInt64, limit: Int, byteCountMax: Int
    ) async throws(RuntimeError) -> [EventRecord] {
        try self.read {
            $0.jobs[id]?.timeline(after: sequence, limit: limit, byteCountMax: byteCountMax) ?? []
        }
    }
}
