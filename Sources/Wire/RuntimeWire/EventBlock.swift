package import RuntimeModel

/// Some consecutive events of one job as one run of bytes: what a row of the store holds, and what a frame of the answer
/// to `timeline.read` carries.
///
/// For each event, in order: the length of the rest in four bytes (big-endian), then ``EventRecord/packed``.
package struct EventBlock: Hashable, Sendable {
    package let firstSequence: UInt64
    package private(set) var lastSequence: UInt64
    package private(set) var bytes: [UInt8]

    /// A block as it was stored; its bytes are looked at when they are read.
    package init(firstSequence: UInt64, lastSequence: UInt64, bytes: [UInt8]) {
        self.firstSequence = firstSequence
        self.lastSequence = lastSequence
        self.bytes = bytes
    }

    /// Begins a block.
    package init(_ event: EventRecord) {
        self.firstSequence = event.sequence
        self.lastSequence = event.sequence
        self.bytes = []
        self.append(event)
    }

    /// Adds the event that follows the last one.
    package mutating func append(_ event: EventRecord) {
        let byteCount = UInt32(MessageHeader.byteCount + event.body.count)
        withUnsafeBytes(of: byteCount.bigEndian) { self.bytes.append(contentsOf: $0) }
        self.bytes.append(contentsOf: event.header.encoded())
        self.bytes.append(contentsOf: event.body)
        self.lastSequence = event.sequence
    }

    /// Splits events into blocks; none but those of a single event are longer than `byteCountMax`.
    package static func blocks(_ events: some Sequence<EventRecord>, byteCountMax: Int) -> [EventBlock] {
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
}

// MARK: - Reading

extension EventBlock {
    /// Calls `body` with each event of untrusted bytes, in order, until it returns `false`.
    ///
    /// - Throws: `wire.malformed`, `wire.version` when the bytes are not such a block.
    /// - Returns: whether `body` wants to see more.
    package static func forEach(
        _ bytes: [UInt8], _ body: (EventRecord) throws(RuntimeError) -> Bool
    ) throws(RuntimeError) -> Bool {
        var offset = 0
        while offset < bytes.count {
            let end = try Self.end(ofEventAt: offset, in: bytes)
            guard try body(try EventRecord(packed: bytes, in: (offset + 4)..<end)) else { return false }
            offset = end
        }
        return true
    }

    /// Whether the bytes hold as many events as the sequences say. Only lengths are looked at.
    package var isWhole: Bool {
        var offset = 0
        var count: UInt64 = 0
        while offset < self.bytes.count {
            // Lengths that do not fit are all that is asked about.
            guard let end = try? Self.end(ofEventAt: offset, in: self.bytes) else { return false }
            offset = end
            count += 1
        }
        return count > 0 && self.lastSequence >= self.firstSequence
            && count - 1 == self.lastSequence - self.firstSequence
    }

    /// Where the event ends whose length stands at an offset.
    private static func end(ofEventAt offset: Int, in bytes: [UInt8]) throws(RuntimeError) -> Int {
        guard bytes.count - offset >= 4 else { throw .malformed("An event of a block is cut short.") }
        let byteCount =
            Int(bytes[offset]) << 24 | Int(bytes[offset + 1]) << 16 | Int(bytes[offset + 2]) << 8
            | Int(bytes[offset + 3])
        guard byteCount <= bytes.count - offset - 4 else {
            throw .malformed("An event of a block is cut short.")
        }
        return offset + 4 + byteCount
    }

    /// The events behind a sequence: at most `countMax` of them, in at most `byteCountMax` bytes but for the first one.
    /// Only lengths are looked at.
    ///
    /// - Returns: `nil` when nothing is left.
    /// - Throws: `wire.malformed` when the lengths do not fit the bytes.
    package func part(after sequence: UInt64, countMax: Int, byteCountMax: Int) throws(RuntimeError)
        -> EventBlock?
    {
        guard countMax > 0, sequence < self.lastSequence else { return nil }
        let first = max(self.firstSequence, sequence + 1)
        let fits = first == self.firstSequence && self.bytes.count <= byteCountMax
        if fits, self.lastSequence - first < UInt64(countMax) { return self }
        var start = 0
        for _ in self.firstSequence..<first { start = try Self.end(ofEventAt: start, in: self.bytes) }
        var end = try Self.end(ofEventAt: start, in: self.bytes)
        var last = first
        while last < self.lastSequence, last - first + 1 < UInt64(countMax) {
            let next = try Self.end(ofEventAt: end, in: self.bytes)
            guard next - start <= byteCountMax else { break }
            end = next
            last += 1
        }
        return EventBlock(
            firstSequence: first, lastSequence: last, bytes: Array(self.bytes[start..<end]))
    }

    /// The bytes of consecutive blocks in as few frames as hold them.
    ///
    /// - Throws: as ``part(after:countMax:byteCountMax:)``.
    package static func frames(_ blocks: [EventBlock], byteCountMax: Int) throws(RuntimeError) -> [[UInt8]] {
        var frames: [[UInt8]] = []
        for block in blocks {
            if let last = frames.indices.last, frames[last].count + block.bytes.count <= byteCountMax {
                frames[last] += block.bytes
                continue
            }
            // Blocks longer than a frame are there when the limit was higher while they were written.
            var position = block.firstSequence - 1
            while let part = try block.part(after: position, countMax: .max, byteCountMax: byteCountMax) {
                frames.append(part.bytes)
                position = part.lastSequence
            }
        }
        return frames
    }
}
