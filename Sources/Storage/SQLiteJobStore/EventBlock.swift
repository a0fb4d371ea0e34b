import RuntimeModel
import RuntimeWire

/// Some consecutive events of one job, as one row holds them.
///
/// For each event, in order: the length of the rest in four bytes (big-endian), then `EventRecord.packed`.
struct EventBlock {
    let firstSequence: UInt64
    private(set) var lastSequence: UInt64
    private(set) var bytes: [UInt8]

    /// Begins a block.
    init(_ event: EventRecord) {
        self.firstSequence = event.sequence
        self.lastSequence = event.sequence
        self.bytes = []
        self.append(event)
    }

    /// Adds the event that follows the last one.
    mutating func append(_ event: EventRecord) {
        let byteCount = UInt32(MessageHeader.byteCount + event.body.count)
        withUnsafeBytes(of: byteCount.bigEndian) { self.bytes.append(contentsOf: $0) }
        self.bytes.append(contentsOf: event.header.encoded())
        self.bytes.append(contentsOf: event.body)
        self.lastSequence = event.sequence
    }

    /// Splits events into blocks; none but those of a single event are longer than `byteCountMax`.
    static func blocks(_ events: [EventRecord], byteCountMax: Int) -> [EventBlock] {
        var blocks: [EventBlock] = []
        for event in events {
            let byteCount = 4 + MessageHeader.byteCount + event.body.count
            if let last = blocks.indices.last, blocks[last].bytes.count + byteCount <= byteCountMax {
                blocks[last].append(event)
            } else {
                blocks.append(EventBlock(event))
            }
        }
        return blocks
    }

    /// Calls `body` with each event of a stored block, in order, until it returns `false`.
    ///
    /// - Throws: `store.failed` when the bytes are not such a block.
    /// - Returns: whether `body` wants to see more.
    static func forEach(
        _ bytes: [UInt8], _ body: (EventRecord) throws -> Bool
    ) throws -> Bool {
        var offset = 0
        while offset < bytes.count {
            guard offset + 4 <= bytes.count else {
                throw RuntimeError.corruptStore("A stored event is cut short.")
            }
            let byteCount = bytes[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
            offset += 4
            guard byteCount <= bytes.count - offset else {
                throw RuntimeError.corruptStore("A stored event is cut short.")
            }
            let event: EventRecord
            do {
                event = try EventRecord(packed: Array(bytes[offset..<offset + byteCount]))
            } catch {
                throw RuntimeError(.storeFailed, "A stored event cannot be read.", cause: error)
            }
            guard try body(event) else { return false }
            offset += byteCount
        }
        return true
    }
}
