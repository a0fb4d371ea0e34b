import JSONSchema
import JobStore
import RuntimeModel
import RuntimeWire

// Where programs' specifications come from, and where they are held against what goes in and comes out.
extension Coordinator {
    /// The specification of a program's version.
    ///
    /// - Throws: `program.metadataInvalid` when a stored one is not accepted any more.
    func specification(of head: ProgramHead) throws(RuntimeError) -> ProgramSpecification {
        if let known = self.programs[head.row.id], known.row.version == head.row.version,
            let ready = known.specification
        {
            return ready
        }
        let ready = try ProgramSpecification(stored: head.metadata, limits: self.limits.schemas)
        if self.programs[head.row.id]?.row.version == head.row.version {
            self.programs[head.row.id]?.specification = ready
        }
        return ready
    }

    /// Reads back the specifications of jobs that had not ended when the coordinator last stopped.
    func restoreSpecifications() async throws(RuntimeError) {
        struct Version: Hashable {
            var program: ProgramID
            var number: Int
        }
        var jobs: [Version: [JobID]] = [:]
        for entry in self.jobs.values {
            jobs[Version(program: entry.row.programID, number: entry.row.programVersion), default: []]
                .append(entry.id)
        }
        for (version, ids) in jobs {
            guard
                let row = try await self.store.program(
                    version.program, version: version.number, includingDeleted: true)
            else { continue }
            let metadata = try ProgramHead(row: row).metadata
            var problems: [String: String] = [:]
            // What was stored when less was asked of a schema is not held against anything.
            let ready = ProgramSpecification(metadata.spec, limits: self.limits.schemas, problems: &problems)
            for id in ids { self.jobs[id]?.specification = ready }
        }
    }

    /// Flags what a program sent if it does not fit its schema, and says why in the job's log.
    ///
    /// Bodies that are stored apart are the program process's to look at.
    func checked(_ event: NewEvent, in entry: inout JobEntry) -> [NewEvent] {
        // What the program's process has flagged it has also told of.
        guard !event.isFlagged else { return [event] }
        guard event.contentType == .json, event.bodyForm == .inline,
            let complaint = entry.specification?.complaint(about: event.kind, event.body)
        else { return [event] }
        var flagged = event
        flagged.flags |= EventRecord.violationFlag
        entry.complaintCount += 1
        guard entry.complaintCount <= self.limits.complaintCountMax else { return [flagged] }
        let log = NewEvent(
            kind: .log, contentType: .text, flags: 1, time: event.time, body: Array(complaint.utf8))
        return [log, flagged]
    }
}
