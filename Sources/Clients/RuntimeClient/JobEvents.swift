import MessageBus
import RuntimeModel
import RuntimeWire

/// A job's timeline as a sequence. Every iterator follows it anew.
public struct JobEvents: AsyncSequence, Sendable {
    /// What it is made of.
    public typealias Element = JobEvent

    private let job: Job
    private let after: UInt64

    init(job: Job, after: UInt64) {
        self.job = job
        self.after = after
    }

    /// Begins to follow.
    public func makeAsyncIterator() -> Iterator { Iterator(job: self.job, after: self.after) }

    /// One reader of the timeline.
    public struct Iterator: AsyncIteratorProtocol {
        private let following: Following
        private var ready: ArraySlice<EventRecord> = []
        private let after: UInt64
        private let job: Job
        private var eventsBefore: UInt64?

        init(job: Job, after: UInt64) {
            self.job = job
            self.eventsBefore = job.eventsBefore
            self.following = Following(client: job.client, job: job.id)
            self.after = after
        }

        /// The next event, or `nil` when nothing can follow.
        ///
        /// - Throws: `job.notFound`, `service.stopping`.
        public mutating func next() async throws -> JobEvent? {
            guard let record = try await self.nextRecord() else { return nil }
            let before = try await self.job.eventsBefore(known: self.eventsBefore)
            self.eventsBefore = before
            return JobEvent(try await self.following.client.inlined(record), eventsBefore: before)
        }

        /// The next event as it stands on the timeline: a body that is kept elsewhere is its reference.
        mutating func nextRecord() async throws -> EventRecord? {
            if self.ready.isEmpty {
                self.ready = try await self.following.next(after: self.after)[...]
            }
            return self.ready.popFirst()
        }
    }
}

/// Ends the subscription when its iterator is gone.
private final class Following: Sendable {
    let client: RuntimeClient
    private let job: JobID
    private let id = FollowerID()

    init(client: RuntimeClient, job: JobID) {
        self.client = client
        self.job = job
    }

    func next(after: UInt64) async throws -> [EventRecord] {
        let connection = self.client.connection
        let follower: UInt64
        if let known = self.id.value {
            follower = known
        } else {
            follower = await connection.follow(self.job, after: after)
            self.id.value = follower
        }
        return try await connection.nextEvents(of: follower)
    }

    deinit {
        guard let follower = self.id.value else { return }
        let connection = self.client.connection
        connection.loop.post { connection.assumeIsolated { $0.unfollow(follower) } }
    }
}
