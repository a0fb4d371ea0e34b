import RuntimeModel
package import RuntimeWire

/// Joins what is read from a job's timeline with what is heard on its topic into one dense sequence. Pure.
///
/// The topic is the hint, the timeline is the truth: an event that is lost, repeated, early or late changes only how
/// the next one is come by, never what is delivered: each event once, in order.
package struct TimelineSplice: Sendable {
    /// The sequence that is delivered next.
    package private(set) var next: UInt64
    /// The highest sequence that is known to exist.
    package private(set) var known: UInt64 = 0
    /// The sequence after which nothing comes, once that is known.
    package private(set) var end: UInt64?
    /// Whether the subscription is in force: everything after the marker's sequence is published to us.
    package private(set) var isSubscribed = false
    private var early: [UInt64: EventRecord] = [:]
    private let earlyCountMax: Int

    /// - Parameter after: the last sequence that the reader has already; 0 for none.
    package init(after: UInt64, earlyCountMax: Int) {
        self.next = after + 1
        self.earlyCountMax = earlyCountMax
    }

    /// Whether something exists that can only be come by in the timeline.
    package var isMissingSome: Bool { self.next <= self.known }

    /// Whether everything was delivered and nothing can follow.
    package var isDone: Bool { self.end.map { self.next > $0 } ?? false }

    /// The subscription has come into force when the timeline stood at `last`.
    package mutating func marker(last: UInt64, isFinal: Bool) {
        self.isSubscribed = true
        self.learn(last: last, isFinal: isFinal)
    }

    /// The timeline was seen to stand at `last`.
    package mutating func learn(last: UInt64, isFinal: Bool) {
        self.known = max(self.known, last)
        if isFinal { self.end = max(self.end ?? 0, last) }
    }

    /// An event came in, by the topic or in a page; what is delivered now is added to `ready`, in order.
    package mutating func receive(_ event: EventRecord, into ready: inout [EventRecord]) {
        self.known = max(self.known, event.sequence)
        if event.kind == .status, event.flags & 1 != 0 { self.end = max(self.end ?? 0, event.sequence) }
        // A withheld body is in the timeline only: that the event exists is all that was learnt.
        guard event.sequence >= self.next, event.bodyForm != .withheld else { return }
        guard event.sequence == self.next else {
            if self.early.count < self.earlyCountMax { self.early[event.sequence] = event }
            return
        }
        ready.append(event)
        self.next += 1
        while !self.early.isEmpty, let follower = self.early.removeValue(forKey: self.next) {
            ready.append(follower)
            self.next += 1
        }
    }

    /// The topic told of an event that there is no room for: only that it exists is kept.
    package mutating func skip(_ event: EventRecord) { self.known = max(self.known, event.sequence) }
}
