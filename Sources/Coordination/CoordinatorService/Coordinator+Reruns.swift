import JobStore
import RuntimeModel
import RuntimeWire

// A rerun is a job of its own, made from the record of another one: nothing of what that one was told is asked for again,
// so nothing can differ. It never takes part in a session, whose processes remember what ran in them before.
extension Coordinator {
    /// Accepts a job that runs another one again.
    ///
    /// - Throws: `job.notFound`, `job.payloadsRemoved`; `command.invalid` for a job of another program;
    ///   `program.notFound` when the program is deleted or not theirs to run any more.
    func accept(
        _ run: JobRun, asRerunOf first: JobID, _ key: CommandKey, from address: ReplyAddress
    ) async throws {
        try Self.requireNothingElse(of: run)
        let row = try await self.job(first, for: address.account)
        guard row.programID == run.programID else {
            throw RuntimeError(
                .invalidCommand, "A job is run again as one of the same program.",
                context: ["program_id": row.programID.rawValue])
        }
        try Self.requirePayloads(of: row)
        _ = try await self.program(row.programID, for: address.account)
        guard
            let program = try await self.store.program(
                row.programID, version: row.programVersion, includingDeleted: false),
            let inputs = try await self.store.inputs(of: first)
        else { throw Self.noSuchProgram(row.programID) }
        let head = try ProgramHead(row: program)
        let added = try await self.requireBody(inputs, for: address.account)
        let apart = try await self.storedInputs(inputs, for: head)
        let resumption = try await self.firstResumption(of: row, for: address.account)
        let again = JobRun(
            programID: row.programID, idempotencyKey: run.idempotencyKey, backend: row.backend,
            environment: row.environment, maxExecutionTime: row.maxExecutionTime, logLevel: row.logLevel,
            tags: run.tags ?? row.tags, resumeFrom: row.resumedFrom, rerunOf: row.rerunOf ?? row.id)
        try self.withinQuotas(of: address, key: key) { coordinator throws(RuntimeError) in
            try coordinator.accept(
                again, of: head, inputs: inputs, apart,
                adding: added + (resumption?.checkpoint.byteCount ?? 0), resuming: resumption, key: key,
                from: address)
        }
    }

    /// A rerun is as its first job was, its tags aside: what is said besides would be passed over in silence.
    private static func requireNothingElse(of run: JobRun) throws(RuntimeError) {
        let said = [
            ("backend", run.backend != nil), ("environment", run.environment != nil),
            ("max_execution_time", run.maxExecutionTime != nil), ("log_level", run.logLevel != nil),
            ("session_id", run.sessionID != nil), ("resume_from", run.resumeFrom != nil),
        ]
        guard let field = said.first(where: \.1)?.0 else { return }
        throw RuntimeError(
            .invalidCommand, "A rerun takes everything but its tags from the job that it runs again.",
            context: ["field": field])
    }

    /// What the job began with, if it went on with another one: the second event of its timeline.
    private func firstResumption(
        of row: StoredJob, for account: AccountID
    ) async throws(RuntimeError) -> Resumption? {
        guard row.resumedFrom != nil, let found = try await self.checkpoint(of: row.id, at: 2) else {
            return nil
        }
        try await self.requireBody(found, for: account)
        return Resumption(checkpoint: found, eventsBefore: row.eventsBefore)
    }
}
