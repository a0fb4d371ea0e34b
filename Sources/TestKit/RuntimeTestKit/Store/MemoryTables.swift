import JobStore
import RuntimeModel
import RuntimeWire

/// What an ``InMemoryJobStore`` holds once it is committed: a value, so that a failed batch leaves nothing behind.
struct MemoryTables: Sendable {
    struct ClaimKey: Hashable {
        var account: AccountID
        var key: String
    }

    var accounts: [StoredAccount] = []
    var claims: [ClaimKey: IdempotencyClaim] = [:]
    var programs: [ProgramID: MemoryProgram] = [:]
    /// In the order in which they were made.
    var programOrder: [ProgramID] = []
    var jobs: [JobID: MemoryJob] = [:]
    /// In the order in which they were accepted.
    var jobOrder: [JobID] = []
    /// The number of the job that was accepted last.
    var lastJobNumber: Int64 = 0
    var bodies: [[UInt8]: MemoryBody] = [:]
    /// In the order in which they were opened.
    var sessions: [StoredSession] = []

    /// Applies a batch.
    ///
    /// - Throws: `store.conflict`; what was applied before it is then still in this value, which is to be dropped.
    mutating func apply(_ batch: [StoreTransaction]) throws(RuntimeError) -> [TransactionOutcome] {
        var outcomes: [TransactionOutcome] = []
        for transaction in batch {
            if let claim = transaction.claim {
                let key = ClaimKey(account: claim.account, key: claim.key)
                if let earlier = self.claims[key] {
                    outcomes.append(
                        .repeated(
                            IdempotencyClaim.earlier(
                                request: earlier.request, answer: earlier.answer, now: claim.request)))
                    continue
                }
                self.claims[key] = claim
            }
            for write in transaction.writes { try self.apply(write) }
            outcomes.append(.applied)
        }
        return outcomes
    }

    private mutating func apply(_ write: StoreWrite) throws(RuntimeError) {
        switch write {
        case .insertAccount(let account): try self.insert(account)
        case .updateAccount(let account): try self.update(account)
        case .deleteAccount(let id): try self.deleteAccount(id)
        case .insertProgram(let program): try self.insert(program)
        case .setProgramVisibility(let id, let isPublic, let sharedWith):
            try self.changeProgram(id) { $0.setVisibility(isPublic: isPublic, sharedWith: sharedWith) }
        case .deleteProgram(let id):
            try self.changeProgram(id) { $0.isDeleted = true }
            self.forgetUnpinned(id)
        case .insertJob(let job, let inputs): try self.insert(job, inputs: inputs)
        case .updateJob(let id, let progress):
            try self.changeJob(id) { job throws(RuntimeError) in try job.update(progress) }
        case .setTags(let id, let tags): try self.changeJob(id) { $0.job.tags = tags }
        case .appendEvents(let events):
            guard let first = events.first else { return }
            try self.changeJob(first.job) { job throws(RuntimeError) in try job.append(events) }
        case .putAttempt(let attempt): try self.changeJob(attempt.key.job) { $0.put(attempt) }
        case .removePayloads(let id, let time):
            if let job = self.jobs[id] { self.letGo(of: job.payloads, job.job.owner) }
            try self.changeJob(id) { job throws(RuntimeError) in try job.removePayloads(at: time) }
        case .deleteJob(let id): try self.deleteJob(id)
        case .insertSession(let session):
            guard !self.sessions.contains(where: { $0.id == session.id }) else {
                throw .memoryConflict("There is such a session already.")
            }
            self.sessions.append(session)
        case .endSession(let id, let status, let reason, let time):
            guard
                let index = self.sessions.firstIndex(where: {
                    $0.id == id && ($0.status == .open || (status == .cancelled && $0.status != .cancelled))
                })
            else { throw .memoryConflict("The session has ended, or is not there.") }
            self.sessions[index].status = status
            self.sessions[index].reason = reason
            self.sessions[index].endedAt = self.sessions[index].endedAt ?? time
        }
    }

    // MARK: - Bodies

    /// The hashes of bodies that something refers to.
    var usedBodies: Set<[UInt8]> {
        Self.hashes(
            in: self.programs.values.flatMap(\.versions).map(\.source) + self.jobs.values.flatMap(\.payloads))
    }

    private static func hashes(in payloads: [StoredPayload]) -> Set<[UInt8]> {
        Set(payloads.filter { $0.form == .reference }.compactMap { BodyReference(encoded: $0.bytes)?.hash })
    }

    /// Something of an account refers to these no more.
    private mutating func letGo(of payloads: [StoredPayload], _ account: AccountID) {
        for hash in Self.hashes(in: payloads) { self.bodies[hash]?.account = account }
    }

    /// Bytes of bodies that nothing refers to, for each account.
    var unusedByteCounts: [AccountID: Int] {
        guard !self.bodies.isEmpty else { return [:] }
        let used = self.usedBodies
        var counts: [AccountID: Int] = [:]
        for (hash, body) in self.bodies where !used.contains(hash) {
            counts[body.account, default: 0] += body.bytes.count
        }
        return counts
    }

    /// - Returns: how many were deleted.
    mutating func collectBodies(keptBefore time: Timestamp, limit: Int) -> Int {
        let used = self.usedBodies
        let unused = self.bodies.filter { $0.value.keptAt < time && !used.contains($0.key) }.keys.prefix(
            limit)
        for hash in unused { self.bodies[hash] = nil }
        return unused.count
    }

    // MARK: - Accounts

    private mutating func insert(_ account: StoredAccount) throws(RuntimeError) {
        guard !self.accounts.contains(where: { $0.id == account.id }) else {
            throw .memoryConflict("There is such an account already.")
        }
        self.accounts.append(account)
    }

    private mutating func update(_ account: StoredAccount) throws(RuntimeError) {
        guard let index = self.accounts.firstIndex(where: { $0.id == account.id }) else {
            throw .memoryConflict("There is no such account.")
        }
        let createdAt = self.accounts[index].createdAt
        self.accounts[index] = account
        self.accounts[index].createdAt = createdAt
    }

    private mutating func deleteAccount(_ id: AccountID) throws(RuntimeError) {
        guard let index = self.accounts.firstIndex(where: { $0.id == id }) else {
            throw .memoryConflict("There is no such account.")
        }
        self.accounts.remove(at: index)
    }

    /// Bytes that are kept for each account.
    var storedByteCounts: [AccountID: Int] {
        var counts = self.unusedByteCounts
        for job in self.jobs.values { counts[job.job.owner, default: 0] += job.storedByteCount }
        for program in self.programs.values {
            counts[program.owner, default: 0] += program.versions.reduce(0) { $0 + $1.sourceByteCount }
        }
        return counts
    }

    // MARK: - Programs

    private mutating func insert(_ program: StoredProgram) throws(RuntimeError) {
        if program.version == 1 {
            guard self.programs[program.id] == nil else {
                throw .memoryConflict("There is such a program already.")
            }
            self.programs[program.id] = MemoryProgram(program)
            self.programOrder.append(program.id)
        } else {
            guard self.programs[program.id]?.lastVersion == program.version - 1 else {
                throw .memoryConflict("The version does not follow the program's last one.")
            }
            try self.changeProgram(program.id) { $0.add(program) }
        }
    }

    private mutating func changeProgram(
        _ id: ProgramID, _ change: (inout MemoryProgram) -> Void
    ) throws(RuntimeError) {
        guard var program = self.programs[id], !program.isDeleted else {
            throw .memoryConflict("There is no such program.")
        }
        change(&program)
        self.programs[id] = program
    }

    private mutating func forgetUnpinned(_ id: ProgramID) {
        guard var program = self.programs[id], program.isDeleted else { return }
        let pinned = Set(self.jobs.values.filter { $0.job.programID == id }.map(\.job.programVersion))
        let unpinned = program.versions.filter { !pinned.contains($0.version) }
        self.letGo(of: unpinned.map(\.source), program.owner)
        program.versions.removeAll { !pinned.contains($0.version) }
        self.programs[id] = program.versions.isEmpty ? nil : program
        if program.versions.isEmpty { self.programOrder.removeAll { $0 == id } }
    }

    // MARK: - Jobs

    private mutating func insert(_ job: StoredJob, inputs: StoredPayload) throws(RuntimeError) {
        guard self.jobs[job.id] == nil else { throw .memoryConflict("There is such a job already.") }
        self.lastJobNumber += 1
        self.jobs[job.id] = MemoryJob(job, number: self.lastJobNumber, inputs: inputs)
        self.jobOrder.append(job.id)
    }

    private mutating func changeJob(
        _ id: JobID, _ change: (inout MemoryJob) throws(RuntimeError) -> Void
    ) throws(RuntimeError) {
        guard var job = self.jobs[id] else { throw .memoryConflict("There is no such job.") }
        try change(&job)
        self.jobs[id] = job
    }

    private mutating func deleteJob(_ id: JobID) throws(RuntimeError) {
        guard let job = self.jobs[id], job.job.progress.status.isFinal else {
            throw .memoryConflict("The job has not ended, or there is no such job.")
        }
        self.letGo(of: job.payloads, job.job.owner)
        self.jobs[id] = nil
        self.jobOrder.removeAll { $0 == id }
        self.forgetUnpinned(job.job.programID)
    }
}

extension RuntimeError {
    static func memoryConflict(_ message: String) -> RuntimeError { RuntimeError(.conflict, message) }
}
