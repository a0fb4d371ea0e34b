import Foundation
import GRDB
import JobStore
import RuntimeModel
import RuntimeWire

/// Statements on timelines.
enum EventRows {
    /// Appends events that follow the last one stored.
    ///
    /// - Throws: `store.conflict` when they leave a hole, repeat a sequence or belong to several jobs.
    static func append(_ events: [EventRecord], blockByteCountMax: Int, _ database: Database) throws {
        guard let first = events.first, let last = events.last else { return }
        for (index, event) in events.enumerated()
        where event.job != first.job || event.sequence != first.sequence &+ UInt64(index) {
            throw RuntimeError.conflict(
                "The events are not consecutive events of one job.", ["job": "\(first.job)"])
        }
        let row = try JobRows.row(of: first.job, database)
        // One statement compares and sets: whoever appends must know the end of the timeline.
        try database.run(
            """
            UPDATE job SET last_sequence = ?, stored_byte_count = stored_byte_count + ?
            WHERE row = ? AND last_sequence = ?
            """,
            [
                last.sequence.stored, events.reduce(0) { $0 + $1.storedByteCount }, row,
                (first.sequence &- 1).stored,
            ])
        guard database.changesCount == 1 else {
            throw RuntimeError.conflict(
                "The events do not follow the last one stored.",
                ["job": "\(first.job)", "sequence": "\(first.sequence)"])
        }
        try BodyRows.use(of: events, by: row, database)
        for block in EventBlock.blocks(events, byteCountMax: blockByteCountMax) {
            try database.run(
                "INSERT INTO event_block (job, first_sequence, last_sequence, bytes) VALUES (?, ?, ?, ?)",
                [row, block.firstSequence.stored, block.lastSequence.stored, block.bytes])
        }
    }

    /// A page of a timeline: at most `limit` events and, but for the first, at most `byteCountMax` bytes of bodies.
    /// Empty for a job whose payloads were removed.
    ///
    /// - Throws: `store.failed` when what is stored has a hole.
    static func page(
        of id: JobID, after sequence: UInt64, limit: Int, byteCountMax: Int, _ database: Database
    ) throws -> [EventRecord] {
        let job = try database.firstRow(
            "SELECT row, last_sequence FROM job WHERE id = ? AND payloads_removed_at IS NULL", [id.stored])
        guard limit > 0, let job, sequence < UInt64(stored: job[1]) else { return [] }
        let rows = try database.rows(
            "SELECT bytes FROM event_block WHERE job = ? AND last_sequence > ? ORDER BY last_sequence",
            [job[0] as Int64, sequence.stored])
        var events: [EventRecord] = []
        var byteCount = 0
        var wantsMore = true
        while wantsMore, let row = try rows.next() {
            wantsMore = try EventBlock.forEach(Array(row[0] as Data)) { event in
                guard event.sequence > sequence else { return true }
                guard event.job == id, event.sequence == sequence + UInt64(events.count) + 1 else {
                    throw RuntimeError.corruptStore("A stored timeline has a hole.")
                }
                byteCount += event.body.count
                guard events.isEmpty || byteCount <= byteCountMax else { return false }
                events.append(event)
                return events.count < limit
            }
        }
        guard !wantsMore || events.last?.sequence == UInt64(stored: job[1]) else {
            throw RuntimeError.corruptStore("A stored timeline has a hole.")
        }
        return events
    }
}
