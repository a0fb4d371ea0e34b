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

    /// A page of a timeline: at most `limit` events and, but for the first, at most `byteCountMax` bytes. Empty for a job
    /// whose payloads were removed.
    ///
    /// - Throws: `store.failed` when what is stored has a hole.
    static func page(
        of id: JobID, after sequence: UInt64, limit: Int, byteCountMax: Int, _ database: Database
    ) throws -> [EventRecord] {
        var events: [EventRecord] = []
        let blocks = try Self.blocks(
            of: id, after: sequence, limit: limit, byteCountMax: byteCountMax, database)
        do {
            for block in blocks {
                _ = try EventBlock.forEach(block.bytes) { event in
                    events.append(event)
                    return true
                }
            }
        } catch {
            throw RuntimeError(.storeFailed, "A stored event cannot be read.", cause: error)
        }
        for (index, event) in events.enumerated()
        where event.job != id || event.sequence != sequence + UInt64(index) + 1 {
            throw RuntimeError.corruptStore("A stored timeline has a hole.")
        }
        return events
    }

    /// As ``page(of:after:limit:byteCountMax:_:)``, in the form in which it is stored: no event is looked into.
    ///
    /// - Throws: `store.failed` when what is stored has a hole.
    static func blocks(
        of id: JobID, after sequence: UInt64, limit: Int, byteCountMax: Int, _ database: Database
    ) throws -> [EventBlock] {
        let job = try database.firstRow(
            "SELECT row, last_sequence FROM job WHERE id = ? AND payloads_removed_at IS NULL", [id.stored])
        guard limit > 0, let job, sequence < UInt64(stored: job[1]) else { return [] }
        let rows = try database.rows(
            """
            SELECT first_sequence, last_sequence, bytes FROM event_block
            WHERE job = ? AND last_sequence > ? ORDER BY last_sequence
            """,
            [job[0] as Int64, sequence.stored])
        var blocks: [EventBlock] = []
        var position = sequence
        var byteCount = 0
        let last = UInt64(stored: job[1])
        while position < last, position - sequence < UInt64(limit), let row = try rows.next() {
            let block = EventBlock(
                firstSequence: UInt64(stored: row[0]), lastSequence: UInt64(stored: row[1]),
                bytes: Array(row[2] as Data))
            guard block.firstSequence <= position + 1, block.isWhole else {
                throw RuntimeError.corruptStore("A stored timeline has a hole.")
            }
            let room = byteCountMax - byteCount
            guard blocks.isEmpty || room > 0 else { return blocks }
            let part: EventBlock?
            do {
                part = try block.part(
                    after: position, countMax: limit - Int(position - sequence), byteCountMax: room)
            } catch {
                throw RuntimeError(.storeFailed, "A stored event cannot be read.", cause: error)
            }
            guard let part, blocks.isEmpty || part.bytes.count <= room else { return blocks }
            blocks.append(part)
            byteCount += part.bytes.count
            position = part.lastSequence
            guard position == block.lastSequence else { return blocks }
        }
        guard position == last || position - sequence >= UInt64(limit) else {
            throw RuntimeError.corruptStore("A stored timeline has a hole.")
        }
        return blocks
    }
}
