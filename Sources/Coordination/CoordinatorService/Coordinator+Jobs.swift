import CoordinatorCore
import JobStore
import MessageBus
import RuntimeModel
import RuntimeWire

extension Coordinator {
    func jobRun(_ message: Message, from address: ReplyAddress) throws(RuntimeError) {
        let run = try message.json(as: JobRun.self)
        let key = try self.key(run.idempotencyKey, of: message)
        try self.checkTags(run.tags ?? [])
        if let first = run.rerunOf {
            return self.enqueue(for: address) { coordinator in
                try await coordinator.doUnlessRepeated(key, from: address) {
                    try await $0.accept(run, asRerunOf: first, key, from: address)
                }
            }
        }
        let inputs = try message.body()
        _ = try self.payloadByteCount(
            of: inputs, form: message.header.bodyForm, limit: self.limits.bodyByteCountMax,
            named: "body_byte_count_max")
        let payload = StoredPayload(form: message.header.bodyForm, contentType: .json, bytes: inputs)
        if payload.form == .inline, run.resumeFrom == nil, self.knowsSession(of: run),
            let head = self.programs[run.programID],
            head.isVisible(to: address.account, administrator: self.isAdministrator(address.account))
        {
            try self.withinQuotas(of: address, key: key) { coordinator throws(RuntimeError) in
                try coordinator.accept(
                    run, of: head, inputs: payload, adding: payload.byteCount, key: key, from: address)
            }
        } else {
            self.enqueue(for: address) { coordinator in
                try await coordinator.doUnlessRepeated(key, from: address) {
                    try await $0.acceptLater(run, payload, key, from: address)
                }
            }
        }
    }

    /// As ``jobRun(_:from:)``, where the store has to be asked beforehand.
    private func acceptLater(
        _ run: JobRun, _ payload: StoredPayload, _ key: CommandKey, from address: ReplyAddress
    ) async throws {
        let head = try await self.program(run.programID, for: address.account)
        let added = try await self.requireBody(payload, for: address.account)
        let apart = try await self.storedInputs(payload, for: head)
        let resumption = try await self.resumption(of: run, by: address.account)
        try await self.requireSession(of: run, for: address.account)
        try self.withinQuotas(of: address, key: key) { coordinator throws(RuntimeError) in
            try coordinator.accept(
                run, of: head, inputs: payload, apart,
                adding: added + (resumption?.checkpoint.byteCount ?? 0), resuming: resumption, key: key,
                from: address)
        }
    }

    /// The bytes of inputs that are stored apart, if they are to be looked at before a job exists.
    func storedInputs(
        _ payload: StoredPayload, for head: ProgramHead
    ) async throws(RuntimeError) -> [UInt8]? {
        guard payload.form == .reference, try self.specification(of: head).parameters != nil else {
            return nil
        }
        guard let reference = BodyReference(encoded: payload.bytes) else {
            throw .malformed("The body frame is not a reference.", frame: 3)
        }
        let limit = self.limits.checkedInputByteCountMax
        guard reference.byteCount <= limit else { return nil }
        return try await self.store.body(reference.hash, offset: 0, byteCount: limit).bytes
    }

    /// Makes a job durable, and answers once it is. When an executor is free, the job's lease is in the same commit.
    ///
    /// - Parameter addedByteCount: how much more is kept for the account than without the job.
    func accept(
        _ run: JobRun, of head: ProgramHead, inputs: StoredPayload, _ storedInputs: [UInt8]? = nil,
        adding addedByteCount: Int, resuming resumption: Resumption? = nil, key: CommandKey,
        from address: ReplyAddress
    ) throws(RuntimeError) {
        let specification = try self.specification(of: head)
        // Longer ones that are stored apart are read by the program's process, which refuses what is no object.
        if let bytes = inputs.form == .inline ? inputs.bytes : storedInputs {
            try specification.check(inputs: bytes)
        }
        guard self.queue.count < self.limits.queuedJobCountMax else {
            throw RuntimeError(.queueFull, "As many jobs wait as may; submit again later.")
        }
        var row = try self.makeRow(
            for: run, of: head, specification.requirements, owner: address.account)
        row.eventsBefore = resumption?.eventsBefore ?? 0
        let answer = try WireJSON.encode(
            JobAccepted(
                jobID: row.id, programID: row.programID, programVersion: row.programVersion,
                backend: row.backend, eventsBefore: row.resumedFrom == nil ? nil : row.eventsBefore))
        let claim = IdempotencyClaim(
            account: address.account, key: key.text, request: key.request, answer: answer,
            claimedAt: row.createdAt)
        let payload = LeasePayload(
            programName: head.metadata.name, source: head.row.source, inputs: inputs,
            checkpoint: resumption?.checkpoint)
        var entry = JobEntry(row: row, attemptCountMax: self.limits.attemptCountMax)
        entry.specification = specification
        let holder = self.freeExecutor(for: entry.need, of: row.owner, session: row.sessionID)
        try self.requireRoom(for: addedByteCount, of: row.owner)
        if holder == nil { try self.requirePlaceInQueue(of: row.owner) }
        self.keepPayload(payload, in: &entry)
        let queued = NewEvent(kind: .status, time: row.createdAt, body: StatusBody.queued)
        let restored = Self.restored(resumption?.checkpoint, at: row.createdAt)
        var events = self.number([queued] + restored, in: &entry)
        if let holder {
            let event = self.beginLease(of: &entry, to: holder)
            events += self.number([event], in: &entry)
        } else {
            self.arrivingJobCounts[row.owner, default: 0] += 1
        }
        let hash = entry.row.progress.timelineHash
        let writes: [StoreWrite] = [.insertJob(entry.row, inputs: inputs), .appendEvents(events)]
        // Ahead of the disk, under an id that nobody knows before the answer.
        self.jobs[row.id] = entry
        self.sessionTook(row)
        self.submit(
            StoreTransaction(claim: claim, writes: writes), for: address,
            charge: StorageCharge(
                account: row.owner,
                byteCount: inputs.byteCount + events.reduce(0) { $0 + $1.storedByteCount }),
            onRepeat: { coordinator, earlier in
                coordinator.withdraw(row, leasedTo: holder)
                coordinator.repeatAnswer(earlier, to: address)
                coordinator.dispatch()
            },
            onRefusal: { coordinator in
                coordinator.withdraw(row, leasedTo: holder)
                coordinator.dispatch()
            }
        ) { coordinator in
            let header = MessageHeader(
                .reply, contentType: .json, sequence: address.correlation, job: row.id)
            coordinator.send(Message(header, frames: [answer]), to: address)
            coordinator.isDurable(row, events, hash, leasedTo: holder)
            if holder == nil { coordinator.dispatch() }
        }
    }

    /// A job is durable: it is published, and on its way to an executor.
    func isDurable(
        _ row: StoredJob, _ events: [EventRecord], _ hash: [UInt8], leasedTo holder: LeaseHolder?
    ) {
        let id = row.id
        if holder == nil { self.arrived(row.owner) }
        self.jobs[id]?.committedSequence = UInt64(events.count)
        self.jobs[id]?.committedHash = hash
        self.jobs[id]?.recent.append(events)
        for event in events { self.publish(event, of: row) }
        guard let entry = self.jobs[id] else { return }
        if let holder {
            self.sendLease(entry.key, to: holder)
        } else if entry.machine.state == .queued {
            // Who read the store just now may have cancelled it already.
            self.queue.append(id, need: entry.need, owner: row.owner)
        }
        self.cancelIfSessionIs(row)
    }

    /// The command repeats an earlier one, or was refused: the job that was begun for it never was.
    func withdraw(_ row: StoredJob, leasedTo holder: LeaseHolder?) {
        if holder == nil { self.arrived(row.owner) }
        guard var entry = self.jobs.removeValue(forKey: row.id) else { return }
        self.dropPayload(of: &entry)
        if let holder = entry.machine.holder { self.leases.release(entry.key, of: holder) }
        if !entry.machine.status.isFinal { self.sessionLost(row) }
    }

    func keepPayload(_ payload: LeasePayload, in entry: inout JobEntry) {
        guard self.waitingPayloadByteCount + payload.byteCount <= self.limits.waitingPayloadByteCountMax
        else { return }
        entry.payload = payload
        self.waitingPayloadByteCount += payload.byteCount
    }

    func makeRow(
        for run: JobRun, of head: ProgramHead, _ requirements: BackendRequirements, owner: AccountID
    ) throws(RuntimeError) -> StoredJob {
        let session = try self.openSession(of: run, for: owner)
        let backend = try self.backend(run.backend ?? session?.row.backend, for: requirements)
        try self.checkEnvironment(run.environment)
        guard
            let environment = run.environment ?? head.metadata.environment
                ?? self.configuration.environments.first
        else { throw RuntimeError(.environmentNotFound, "The topology has no program environment.") }
        if let level = run.logLevel { try ProgramLogLevel.require(level) }
        let seconds = run.maxExecutionTime ?? head.metadata.maxExecutionTime
        guard (1...head.metadata.maxExecutionTime).contains(seconds) else {
            throw RuntimeError(
                .invalidCommand,
                "A job's max_execution_time is at least 1 second, and at most that of its program.",
                context: [
                    "max_execution_time": "\(seconds)", "limit": "\(head.metadata.maxExecutionTime)",
                ])
        }
        let id = JobID(high: self.loop.randomBits(), low: self.loop.randomBits())
        return StoredJob(
            id: id, owner: owner, programID: head.row.id, programVersion: head.row.version,
            backend: backend.name,
            environment: environment, maxExecutionTime: seconds, logLevel: run.logLevel, tags: run.tags ?? [],
            sessionID: run.sessionID, resumedFrom: run.resumeFrom, rerunOf: run.rerunOf,
            createdAt: self.acceptanceTime(),
            progress: JobProgress(status: .queued, attempt: 0, lastSequence: 0, lastReport: 0))
    }

    /// The backend of a name, or the first that is suitable.
    func backend(
        _ name: String?, for requirements: BackendRequirements?
    ) throws(RuntimeError) -> DeviceDescriptor {
        let backends = self.configuration.backends
        let found =
            name == Self.leastBusyName
            ? self.leastBusyBackend { requirements?.shortcoming(of: $0) == nil }
            : name.map { self.configuration.backend(named: $0) }
                ?? backends.first { requirements?.shortcoming(of: $0) == nil } ?? backends.first
        guard let found else {
            throw RuntimeError(
                .backendNotFound, "There is no backend of that name.",
                context: ["backend": name ?? "(default)"])
        }
        if let shortcoming = requirements?.shortcoming(of: found) {
            throw RuntimeError(
                .backendUnsuitable, "The backend does not meet the program's requirements.",
                context: [
                    "backend": found.name, "requirement": shortcoming.attribute,
                    "required": shortcoming.required, "offered": shortcoming.offered,
                ])
        }
        return found
    }

    func jobCancel(_ message: Message, from address: ReplyAddress) throws(RuntimeError) {
        let id = message.header.job
        guard let entry = self.jobs[id] else {
            // Every job that has not ended is in memory.
            self.enqueue(for: address) { coordinator in
                let row = try await coordinator.job(id, for: address.account)
                coordinator.reply(JobCancelled(status: row.progress.status), to: address)
            }
            return
        }
        try self.requireOwner(of: entry.row, address.account)
        let status = self.cancel(id, by: address.account)
        self.whenDurable(id) { $0.reply(JobCancelled(status: status), to: address) }
    }

    func jobGet(_ message: Message, from address: ReplyAddress) throws(RuntimeError) {
        let id = message.header.job
        // Bit 0 of the flags asks for the inputs as well.
        let wantsInputs = message.header.flags & 1 != 0
        self.enqueue(for: address) { coordinator in
            let row = try await coordinator.job(id, for: address.account)
            if wantsInputs { try Self.requirePayloads(of: row) }
            let inputs = wantsInputs ? try await coordinator.store.inputs(of: id) : nil
            let header = MessageHeader(.reply, bodyForm: inputs?.form ?? .inline, job: id)
            coordinator.reply(
                JobEntry.summary(of: row), bodies: inputs.map { [$0.bytes] } ?? [], header: header,
                to: address)
        }
    }

    /// The result with the job's summary; `job.notFinal` before the end, no body when there is no result.
    func jobResult(_ message: Message, from address: ReplyAddress) throws(RuntimeError) {
        let id = message.header.job
        self.enqueue(for: address) { coordinator in
            let row = try await coordinator.job(id, for: address.account)
            guard row.progress.status.isFinal else {
                throw RuntimeError(
                    .jobNotFinal, "The job has not ended.", context: ["status": row.progress.status.rawValue])
            }
            // How a job ended without a result stands in its row.
            if row.progress.status == .completed { try Self.requirePayloads(of: row) }
            var header = MessageHeader(.reply, job: id)
            var bodies: [[UInt8]] = []
            if let sequence = row.progress.resultSequence,
                let event = try await coordinator.store.timeline(
                    of: id, after: sequence - 1, limit: 1, byteCountMax: 0
                ).first
            {
                header.bodyForm = event.bodyForm
                bodies = [event.body]
            }
            coordinator.reply(JobEntry.summary(of: row), bodies: bodies, header: header, to: address)
        }
    }

    func jobDelete(_ message: Message, from address: ReplyAddress) throws(RuntimeError) {
        let id = message.header.job
        self.enqueue(for: address) { coordinator in
            let row = try await coordinator.job(id, for: address.account)
            guard row.progress.status.isFinal else {
                throw RuntimeError(.jobNotFinal, "Only a job that has ended can be deleted; cancel it first.")
            }
            coordinator.submit(StoreTransaction(writes: [.deleteJob(id)]), for: address) { coordinator in
                coordinator.jobs[id] = nil
                coordinator.reply(NoContent(), to: address)
            }
        }
    }

    func jobTag(_ message: Message, from address: ReplyAddress) throws(RuntimeError) {
        let id = message.header.job
        let tags = try message.json(as: JobTags.self).tags
        try self.checkTags(tags)
        self.enqueue(for: address) { coordinator in
            _ = try await coordinator.job(id, for: address.account)
            let earlier = coordinator.jobs[id]?.row.tags
            coordinator.jobs[id]?.row.tags = tags
            coordinator.submit(
                StoreTransaction(writes: [.setTags(id, tags)]), for: address,
                onRefusal: { if let earlier { $0.jobs[id]?.row.tags = earlier } }
            ) { coordinator in
                coordinator.reply(NoContent(), to: address)
            }
        }
    }

    // MARK: - What commands about jobs share

    /// A committed row, of a job that an account may see.
    ///
    /// - Throws: `job.notFound`, also for jobs of others.
    func job(_ id: JobID, for account: AccountID) async throws(RuntimeError) -> StoredJob {
        guard let row = try await self.store.job(id) else { throw Self.noSuchJob(id) }
        try self.requireOwner(of: row, account)
        return row
    }

    func requireOwner(of row: StoredJob, _ account: AccountID) throws(RuntimeError) {
        guard row.owner == account || self.isAdministrator(account) else { throw Self.noSuchJob(row.id) }
    }

    static func noSuchJob(_ id: JobID) -> RuntimeError {
        RuntimeError(
            .jobNotFound, "There is no such job, or it is not yours.", context: ["job_id": id.description])
    }

    func checkTags(_ tags: [String]) throws(RuntimeError) {
        guard tags.count <= self.limits.tagCountMax,
            tags.allSatisfy({ $0.utf8.count <= self.limits.tagByteCountMax })
        else {
            throw RuntimeError(
                .invalidCommand, "A job has too many tags, or one that is too long.",
                context: ["tags": "\(self.limits.tagCountMax)", "bytes": "\(self.limits.tagByteCountMax)"])
        }
    }
}
