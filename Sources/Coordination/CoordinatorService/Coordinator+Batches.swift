import CoordinatorCore
import JSONSchema
import JobStore
import MessageBus
import RuntimeModel
import RuntimeWire

// Many jobs by one command: one check of all, one transaction, one answer. They are queued together and then leased as
// any other, so that a batch of one account holds up no other account.
extension Coordinator {
    func jobRunBatch(_ message: Message, from address: ReplyAddress) throws(RuntimeError) {
        let batch = try message.json(as: JobRunBatch.self)
        let run = batch.run
        let key = try self.key(run.idempotencyKey, of: message)
        try self.checkTags(run.tags ?? [])
        guard run.resumeFrom == nil else {
            throw RuntimeError(
                .invalidCommand, "Jobs of a batch begin anew.", context: ["field": "resume_from"])
        }
        guard run.rerunOf == nil else {
            throw RuntimeError(
                .invalidCommand, "Jobs of a batch are no reruns.", context: ["field": "rerun_of"])
        }
        let payloads = try self.payloads(of: batch, in: message)
        self.enqueue(for: address) { coordinator in
            try await coordinator.doUnlessRepeated(key, from: address) {
                try await $0.acceptLater(
                    run, payloads, references: batch.references ?? [], key, from: address)
            }
        }
    }

    private func acceptLater(
        _ run: JobRun, _ payloads: [StoredPayload], references: [Int], _ key: CommandKey,
        from address: ReplyAddress
    ) async throws {
        let head = try await self.program(run.programID, for: address.account)
        var apart: [Int: [UInt8]] = [:]
        // One upload of the account counts as that of one of the jobs.
        var uploads: [[UInt8]: Int] = [:]
        for index in Set(references).sorted() {
            let payload = payloads[index]
            let count = try await self.requireBody(payload, for: address.account)
            uploads[payload.bytes] = payload.byteCount - count
            apart[index] = try await self.storedInputs(payload, for: head)
        }
        let added = payloads.reduce(0) { $0 + $1.byteCount } - uploads.values.reduce(0, +)
        try await self.requireSession(of: run, for: address.account)
        let found = apart
        try self.withinQuotas(of: address, key: key) { coordinator throws(RuntimeError) in
            try coordinator.accept(run, of: head, payloads, found, adding: added, key, from: address)
        }
    }

    /// The inputs of each job; every number is a peer's word.
    private func payloads(
        of batch: JobRunBatch, in message: Message
    ) throws(RuntimeError) -> [StoredPayload] {
        let bodies = message.frames.dropFirst()
        let limit = self.limits.batchJobCountMax
        guard (1...limit).contains(bodies.count) else {
            throw RuntimeError(
                .invalidCommand, "The batch has no job, or more than it may.",
                context: ["jobs": "\(bodies.count)", "batch_job_count_max": "\(limit)"])
        }
        let references = Set(batch.references ?? [])
        guard references.allSatisfy({ (0..<bodies.count).contains($0) }) else {
            throw RuntimeError(
                .invalidCommand, "The batch names a body frame that it does not have.",
                context: ["field": "references"])
        }
        var payloads: [StoredPayload] = []
        for (index, bytes) in bodies.enumerated() {
            let form: BodyForm = references.contains(index) ? .reference : .inline
            _ = try self.payloadByteCount(
                of: bytes, form: form, limit: self.limits.bodyByteCountMax, named: "body_byte_count_max")
            payloads.append(StoredPayload(form: form, contentType: .json, bytes: bytes))
        }
        return payloads
    }

    /// Makes all jobs durable in one transaction, and answers once they are.
    private func accept(
        _ run: JobRun, of head: ProgramHead, _ payloads: [StoredPayload], _ apart: [Int: [UInt8]],
        adding addedByteCount: Int, _ key: CommandKey, from address: ReplyAddress
    ) throws(RuntimeError) {
        let specification = try self.specification(of: head)
        try self.check(payloads, apart, against: specification)
        guard self.queue.count <= self.limits.queuedJobCountMax - payloads.count else {
            throw RuntimeError(.queueFull, "As many jobs wait as may; submit again later.")
        }
        let owner = address.account
        try self.requireRoom(for: addedByteCount, of: owner)
        try self.requirePlaceInQueue(of: owner, for: payloads.count)
        var entries: [JobEntry] = []
        var events: [[EventRecord]] = []
        var writes: [StoreWrite] = []
        for payload in payloads {
            let row = try self.makeRow(for: run, of: head, specification.requirements, owner: owner)
            var entry = JobEntry(row: row, attemptCountMax: self.limits.attemptCountMax)
            entry.specification = specification
            let queued = NewEvent(kind: .status, time: row.createdAt, body: StatusBody.queued)
            events.append(self.number([queued], in: &entry))
            writes += [.insertJob(entry.row, inputs: payload), .appendEvents(events[events.count - 1])]
            entries.append(entry)
        }
        let answer = try WireJSON.encode(
            JobsAccepted(
                jobIDs: entries.map(\.id), programID: head.row.id, programVersion: head.row.version,
                backend: entries[0].row.backend))
        self.arrivingJobCounts[owner, default: 0] += entries.count
        for (index, payload) in payloads.enumerated() {
            let carried = LeasePayload(
                programName: head.metadata.name, source: head.row.source, inputs: payload, checkpoint: nil)
            self.keepPayload(carried, in: &entries[index])
            // Ahead of the disk, under an id that nobody knows before the answer.
            self.jobs[entries[index].id] = entries[index]
            self.sessionTook(entries[index].row)
        }
        let accepted = entries
        let queued = events
        let byteCount =
            payloads.reduce(0) { $0 + $1.byteCount }
            + events.joined().reduce(0) { $0 + $1.storedByteCount }
        self.submit(
            StoreTransaction(
                claim: IdempotencyClaim(
                    account: owner, key: key.text, request: key.request, answer: answer,
                    claimedAt: accepted[0].row.createdAt),
                writes: writes),
            for: address, charge: StorageCharge(account: owner, byteCount: byteCount),
            onRepeat: { coordinator, earlier in
                for entry in accepted { coordinator.withdraw(entry.row, leasedTo: nil) }
                coordinator.repeatAnswer(earlier, to: address)
            },
            onRefusal: { for entry in accepted { $0.withdraw(entry.row, leasedTo: nil) } }
        ) { coordinator in
            coordinator.sendFirstAnswer(answer, to: address)
            for (entry, events) in zip(accepted, queued) {
                coordinator.isDurable(entry.row, events, entry.row.progress.timelineHash, leasedTo: nil)
            }
            coordinator.dispatch()
        }
    }

    /// Holds every job's inputs against the program's parameters.
    ///
    /// - Throws: `inputs.invalid`. Its context has the `count` of the jobs whose inputs do not fit, and for the first of
    ///   them what ``ProgramSpecification/check(inputs:)`` says, its keys behind the job's index and a dot.
    private func check(
        _ payloads: [StoredPayload], _ apart: [Int: [UInt8]], against specification: ProgramSpecification
    ) throws(RuntimeError) {
        var context: [String: String] = [:]
        var count = 0
        for (index, payload) in payloads.enumerated() {
            guard let bytes = payload.form == .inline ? payload.bytes : apart[index] else { continue }
            do throws(RuntimeError) {
                try specification.check(inputs: bytes)
            } catch {
                count += 1
                guard count <= self.limits.schemas.problemCountMax else { continue }
                context["\(index).message"] = error.message
                for (key, value) in error.context { context["\(index).\(key)"] = value }
            }
        }
        guard count == 0 else {
            context["count"] = "\(count)"
            throw RuntimeError(
                .inputsInvalid, "Inputs of the batch do not fit the program's parameters; nothing was run.",
                context: context)
        }
    }
}
