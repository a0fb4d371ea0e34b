import RuntimeWire

/// The newest committed events of one job, without a hole, in a bounded number of bytes.
struct RecentEvents {
    /// Most bytes of bodies kept; more are read from the store again.
    static let byteCountMax = 64 << 10

    private var events: [EventRecord] = []
    private var byteCount = 0

    /// Adds events that follow those that are kept.
    mutating func append(_ new: [EventRecord]) {
        if let last = self.events.last, let first = new.first, first.sequence != last.sequence + 1 {
            self.removeAll()
        }
        self.events += new
        self.byteCount += new.reduce(0) { $0 + $1.body.count + MessageHeader.byteCount }
        guard self.byteCount > Self.byteCountMax else { return }
        let surplus = self.byteCount - Self.byteCountMax / 2
        var dropped = 0
        var count = 0
        while dropped < surplus, count < self.events.count {
            dropped += self.events[count].body.count + MessageHeader.byteCount
            count += 1
        }
        self.events.removeFirst(count)
        self.byteCount -= dropped
    }

    /// What follows an untrusted sequence, if all of it is kept here.
    ///
    /// - Returns: at most `limit` events; `nil` when the store has to be asked.
    func after(_ sequence: UInt64, limit: Int) -> ArraySlice<EventRecord>? {
        guard let first = self.events.first?.sequence, let last = self.events.last?.sequence,
            sequence <= last,
            sequence + 1 >= first
        else { return nil }
        return self.events[Int(sequence + 1 - first)...].prefix(limit)
    }

    /// Most bytes that a job keeps here after its end.
    static let endedByteCountMax = 4 << 10

    /// Forgets everything, unless it is so little that many ended jobs may keep as much.
    mutating func keepIfShort() {
        if self.byteCount > Self.endedByteCountMax { self.removeAll() }
    }

    private mutating func removeAll() { self = RecentEvents() }
}
