import JobStore
import RuntimeModel
import RuntimeWire

// A run that goes on where another job stood begins with that job's last checkpoint on its own timeline: so it has it
// whatever becomes of the other job, and a second attempt finds its own last one in the same way.
//
// Its timeline is one of its own, dense from 1 and proved by its own hash. What goes on is the numbering: the row keeps
// how many events the jobs before it had when it was accepted, and event n of this job has the number `eventsBefore` + n.
// So numbers rise over all runs that went on with one another, and whoever begins anywhere on a timeline knows them
// without having read what came before.
extension Coordinator {
    /// What a run takes over from the job that it goes on with.
    struct Resumption {
        var checkpoint: StoredPayload
        /// See ``StoredJob/eventsBefore``.
        var eventsBefore: UInt64
    }

    /// What a run takes over; `nil` when it begins anew.
    ///
    /// - Throws: `job.notFound`; `job.noCheckpoint`; `command.invalid` for a job of another program.
    func resumption(of run: JobRun, by account: AccountID) async throws(RuntimeError) -> Resumption? {
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
        return Resumption(
            checkpoint: found, eventsBefore: row.eventsBefore + row.progress.lastSequence)
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
