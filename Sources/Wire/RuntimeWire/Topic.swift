package import RuntimeModel

/// The topics of events: `<job-id>.<kind>`; `<job-id>.` is everything about one job.
///
/// | topic              | who hears it                                                                   |
/// |--------------------|--------------------------------------------------------------------------------|
/// | `<job>.<kind>`     | whoever subscribed to `<job>.` or to `<job>.<kind>`                            |
/// | `<job>.subscribed` | the one subscriber whose subscription has just come into force: the marker     |
/// | `<feed>.event.<n>` | who opened the feed and subscribed to `<feed>.`: its message number n (16 digits) |
/// | `<feed>.subscribed` | likewise: the marker, with the number of the last message                      |
package enum Topic {
    /// The topic of one kind of event of one job.
    package static func bytes(of job: JobID, kind: EventKind) -> [UInt8] {
        var bytes = job.digits
        bytes.append(UInt8(ascii: "."))
        bytes.append(contentsOf: kind.word.utf8)
        return bytes
    }

    /// The topics of all kinds of events of one job. The marker's topic is not among them.
    package static func all(of job: JobID) -> [[UInt8]] {
        EventKind.allCases.map { Self.bytes(of: job, kind: $0) }
    }

    /// What a client subscribes to: everything about one job.
    package static func prefix(of job: JobID) -> [UInt8] {
        job.digits + [UInt8(ascii: ".")]
    }

    /// The topic of the marker.
    package static func marker(of job: JobID) -> [UInt8] {
        job.digits + Array(".subscribed".utf8)
    }

    /// What an untrusted wish asks for.
    ///
    /// - Returns: the job and the topics meant, or `nil` when it is no topic.
    package static func parse(_ topic: [UInt8]) -> (job: JobID, topics: [[UInt8]])? {
        guard topic.count > JobID.digitCount, topic.count <= 64, topic[JobID.digitCount] == UInt8(ascii: "."),
            let job = JobID(String(decoding: topic[..<JobID.digitCount], as: UTF8.self))
        else { return nil }
        let word = String(decoding: topic[(JobID.digitCount + 1)...], as: UTF8.self)
        if word.isEmpty { return (job, Self.all(of: job)) }
        guard let kind = EventKind.allCases.first(where: { $0.word == word }) else { return nil }
        return (job, [Self.bytes(of: job, kind: kind)])
    }

    /// What is installed for a feed. Its marker does not begin with it.
    package static func feed(_ feed: FeedID) -> [UInt8] { feed.bits.digits + Array(".event.".utf8) }

    /// The topic of one message of a feed.
    package static func bytes(of feed: FeedID, number: UInt64) -> [UInt8] {
        self.feed(feed) + JobID(high: number, low: 0).digits.prefix(16)
    }

    /// The feed and the number in an untrusted topic of a feed's message; `nil` when it is none.
    package static func feedNumber(in topic: [UInt8]) -> (feed: FeedID, number: UInt64)? {
        guard topic.count == JobID.digitCount + 23,
            let feed = JobID(String(decoding: topic[..<JobID.digitCount], as: UTF8.self)),
            topic[JobID.digitCount..<(JobID.digitCount + 7)].elementsEqual(".event.".utf8),
            let number = JobID(
                String(decoding: topic[(JobID.digitCount + 7)...], as: UTF8.self)
                    + String(repeating: "0", count: 16))
        else { return nil }
        return (FeedID(feed), number.high)
    }

    /// The frames of the marker: topic, header with the job's last sequence, JSON body.
    package static func marker(of job: JobID, last: UInt64, isFinal: Bool) -> [[UInt8]] {
        let header = MessageHeader(
            .subscribed, contentType: .none, flags: isFinal ? 1 : 0, sequence: last, job: job)
        return [Self.marker(of: job), header.encoded(), []]
    }
}
