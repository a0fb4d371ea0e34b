package import RuntimeModel

/// The topics of events: `<job-id>.<kind>`; `<job-id>.` is everything about one job.
///
/// | topic              | who hears it                                                                   |
/// |--------------------|--------------------------------------------------------------------------------|
/// | `<job>.<kind>`     | whoever subscribed to `<job>.` or to `<job>.<kind>`                            |
/// | `<job>.subscribed` | the one subscriber whose subscription has just come into force: the marker     |
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

    /// The frames of the marker: topic, header with the job's last sequence, JSON body.
    package static func marker(of job: JobID, last: UInt64, isFinal: Bool) -> [[UInt8]] {
        let header = MessageHeader(
            .subscribed, contentType: .none, flags: isFinal ? 1 : 0, sequence: last, job: job)
        return [Self.marker(of: job), header.encoded(), []]
    }
}
