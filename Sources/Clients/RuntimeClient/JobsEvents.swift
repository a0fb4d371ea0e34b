import MessageBus
public import RuntimeModel
import RuntimeWire

extension RuntimeClient {
    /// The events of every job that a choice lets through: of each job each once and in order, those of different jobs
    /// mixed as they come. Does not end by itself.
    ///
    /// Jobs that have not ended are told of from their first event on, and so is every job that is accepted later. A job
    /// whose tags are changed is told of from its next event on, or no longer.
    ///
    /// - Parameter createdAfter: tells also of jobs that were accepted since and have ended.
    public func events(of choice: JobChoice = JobChoice(), createdAfter: Timestamp? = nil) -> JobsEvents {
        JobsEvents(client: self, choice: choice, createdAfter: createdAfter)
    }
}

/// The events of many jobs as a sequence. Every iterator follows them anew.
public struct JobsEvents: AsyncSequence, Sendable {
    /// What it is made of; each says of which job it is.
    public typealias Element = JobEvent

    private let client: RuntimeClient
    private let choice: JobChoice
    private let createdAfter: Timestamp?

    init(client: RuntimeClient, choice: JobChoice, createdAfter: Timestamp?) {
        self.client = client
        self.choice = choice
        self.createdAfter = createdAfter
    }

    /// Begins to follow.
    public func makeAsyncIterator() -> Iterator {
        let wish = FeedOpen(
            owner: self.choice.account, programID: self.choice.program, backend: self.choice.backend,
            tags: self.choice.tags.isEmpty ? nil : self.choice.tags, sessionID: self.choice.session)
        return Iterator(
            following: JobsFollowing(client: self.client, choice: wish, createdAfter: self.createdAfter))
    }

    /// One reader.
    public struct Iterator: AsyncIteratorProtocol {
        private let following: JobsFollowing
        private var ready: ArraySlice<EventRecord> = []

        fileprivate init(following: JobsFollowing) { self.following = following }

        /// The next event; `nil` when the task is cancelled.
        ///
        /// - Throws: `account.notAllowed`, `account.tokenRenewed`, `service.stopping`.
        public mutating func next() async throws -> JobEvent? {
            if self.ready.isEmpty { self.ready = try await self.following.next()[...] }
            guard let record = self.ready.popFirst() else { return nil }
            return JobEvent(try await self.following.client.inlined(record))
        }
    }
}

/// Closes the feed when its iterator is gone.
private final class JobsFollowing: Sendable {
    let client: RuntimeClient
    private let choice: FeedOpen
    private let createdAfter: Timestamp?
    private let id = FollowerID()

    init(client: RuntimeClient, choice: FeedOpen, createdAfter: Timestamp?) {
        self.client = client
        self.choice = choice
        self.createdAfter = createdAfter
    }

    func next() async throws -> [EventRecord] {
        let connection = self.client.connection
        let reader: UInt64
        if let known = self.id.value {
            reader = known
        } else {
            reader = await connection.followJobs(self.choice, createdAfter: self.createdAfter)
            self.id.value = reader
        }
        return try await connection.nextEvents(ofJobs: reader)
    }

    deinit {
        guard let reader = self.id.value else { return }
        let connection = self.client.connection
        connection.loop.post { connection.assumeIsolated { $0.unfollowJobs(reader) } }
    }
}
