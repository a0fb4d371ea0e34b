import JobStore
import RuntimeModel
import RuntimeWire

// A run that goes on where another job stood begins with that job's last checkpoint on its own timeline: so it has it
// whatever becomes of the other job, and a second attempt finds its own last one in the same way.
extension Coordinator {
    /// The last checkpoint of the job that a run is to go on with; `nil` when it begins anew.
    ///
    /// - Throws: `job.notFound`; `job.noCheckpoint`; `command.invalid` for a job of another program.
    func checkpoint(
        for run: JobRun, by account: AccountID
    ) async throws(RuntimeError) -> StoredPayload? {
        guard let id = run.resumeFrom else { return nil }
        let row = try await self.job(id, for: account)
        guard row.programID == run.programID else {
            throw RuntimeError(
                .invalidCommand, "A run goes on with a job of the same program.",
                context: ["program_id": row.programID.rawValue])
        }
        try Self.requirePayloads(of: row)
        guard let found = try await self.checkpoint(of: id, at: row.progress.checkpointSequence) else {
            throw RuntimeError(
                .noCheckpoint, "The job has left no checkpoint to go on with.",
                context: ["job_id": id.description])
        }
        try await self.requireBody(found, for: account)
        return found
    }

    /// The checkpoint at a place on a timeline, in the form in which it is kept there.
    func checkpoint(
        of id: JobID, at sequence: UInt64?
    ) async throws(RuntimeError) -> StoredPayload? {
        guard let sequence, sequence > 0 else { return nil }
        let events = try await self.store.timeline(of: id, after: sequence - 1, limit: 1, byteCountMax: 0)
        return events.first.map { StoredPayload(form: $0.bodyForm, contentType: .json, bytes: $0.body) }
    }

    /// The event with which such a run begins.
    static func restored(_ checkpoint: StoredPayload?, at time: Timestamp) -> [NewEvent] {
        guard let checkpoint else { return [] }
        return [
            NewEvent(kind: .checkpoint, bodyForm: checkpoint.form, time: time, body: checkpoint.bytes)
        ]
    }
}
