import CoordinatorCore
import JobStore
import Logging
import MessageBus
import RuntimeModel
import RuntimeWire

extension Coordinator {
    func timelineRead(_ message: Message, from address: ReplyAddress) throws(RuntimeError) {
        let wish = try message.json(as: TimelineRead.self)
        let id = message.header.job
        let limit = min(
            max(wish.limit ?? self.limits.timelinePageCountMax, 1), self.limits.timelinePageCountMax)
        if let entry = self.jobs[id], let events = entry.recent.after(wish.after, limit: limit) {
            try self.requireOwner(of: entry.row, address.account)
            let header = MessageHeader(.reply, job: id)
            let bytes = min(self.limits.timelinePageByteCountMax, self.limits.sockets.frameByteCountMax)
            let blocks = EventBlock.blocks(events, byteCountMax: bytes)
            self.reply(Self.page(of: entry), bodies: blocks.map(\.bytes), header: header, to: address)
            return
        }
        self.enqueue(for: address) { coordinator in
            try Self.requirePayloads(of: try await coordinator.row(of: id, for: address.account))
            let blocks = try await coordinator.store.timelineBlocks(
                of: id, after: wish.after, limit: limit,
                byteCountMax: coordinator.limits.timelinePageByteCountMax)
            // Read after the events: whatever ended the job before them is in the page or follows `last`.
            let page = try await coordinator.page(of: id, atLeast: blocks.last?.lastSequence ?? 0)
            let header = MessageHeader(.reply, job: id)
            let frames = try EventBlock.frames(
                blocks, byteCountMax: coordinator.limits.sockets.frameByteCountMax)
            coordinator.reply(page, bodies: frames, header: header, to: address)
        }
    }

    func timelineLast(_ message: Message, from address: ReplyAddress) throws(RuntimeError) {
        let id = message.header.job
        if let entry = self.jobs[id], entry.committedSequence > 0 {
            try self.requireOwner(of: entry.row, address.account)
            self.reply(Self.page(of: entry), header: MessageHeader(.reply, job: id), to: address)
            return
        }
        self.enqueue(for: address) { coordinator in
            _ = try await coordinator.row(of: id, for: address.account)
            let page = try await coordinator.page(of: id, atLeast: 0)
            coordinator.reply(page, header: MessageHeader(.reply, job: id), to: address)
        }
    }

    /// Where the timeline of a job in memory stands, as far as it is committed.
    private static func page(of entry: JobEntry) -> TimelinePage {
        // What the newest commit will say is not to be told before it is there.
        let status = !entry.isUncommitted || !entry.machine.status.isFinal ? entry.machine.status : .running
        return TimelinePage(
            last: entry.committedSequence, isFinal: status.isFinal, status: status,
            hash: BodyReference.text(of: entry.committedHash))
    }

    /// Where a timeline stands on the disk.
    private func page(of id: JobID, atLeast sequence: UInt64) async throws(RuntimeError) -> TimelinePage {
        guard let row = try await self.store.job(id) else { throw Self.noSuchJob(id) }
        return TimelinePage(
            last: max(row.progress.lastSequence, sequence), isFinal: row.progress.status.isFinal,
            status: row.progress.status, hash: BodyReference.text(of: row.progress.timelineHash))
    }

    private func row(of id: JobID, for account: AccountID) async throws(RuntimeError) -> StoredJob {
        guard let entry = self.jobs[id] else { return try await self.job(id, for: account) }
        try self.requireOwner(of: entry.row, account)
        return entry.row
    }

    /// Somebody wishes to hear a topic. It is in force when the marker has told the job's last sequence.
    func subscriptionWished(_ request: SubscriptionRequest) {
        guard let events = self.events else { return }
        guard let (id, topics) = Topic.parse(request.topic) else { return events.decide(.refuse) }
        let feed = FeedID(id)
        guard request.begins else {
            return events.decide(.remove(topics: topics + [Topic.feed(feed)]))
        }
        if let published = self.feeds.published(feed, of: request.account) {
            let marker = Topic.marker(of: id, last: published, isFinal: false)
            return events.decide(.install(topics: [Topic.feed(feed)], marker: marker))
        }
        if let entry = self.jobs[id] {
            let isFinal = entry.row.progress.status.isFinal && !entry.isUncommitted
            let marker = Topic.marker(of: id, last: entry.committedSequence, isFinal: isFinal)
            return events.decide(self.decision(request, id, topics, owner: entry.row.owner, marker))
        }
        self.decideLater(request, id, topics, events)
    }

    private func decideLater(
        _ request: SubscriptionRequest, _ id: JobID, _ topics: [[UInt8]], _ events: any PublisherSocket
    ) {
        // Every wish is decided, or the socket would put no other one ever again.
        guard self.mayEnqueue else { return events.decide(.refuse) }
        self.enqueue(for: Self.nobody) { coordinator in
            // While this waits the socket puts no other wish, so the decision is for this one; a socket that was closed
            // meanwhile hears it in vain.
            let row: StoredJob?
            do {
                row = try await coordinator.store.job(id)
            } catch {
                events.decide(.refuse)
                throw error
            }
            guard let row else { return events.decide(.refuse) }
            let marker = Topic.marker(
                of: id, last: row.progress.lastSequence, isFinal: row.progress.status.isFinal)
            events.decide(coordinator.decision(request, id, topics, owner: row.owner, marker))
        }
    }

    private func decision(
        _ request: SubscriptionRequest, _ id: JobID, _ topics: [[UInt8]], owner: AccountID,
        _ marker: [[UInt8]]
    ) -> SubscriptionDecision {
        if self.accounts.role(of: request.account) != nil,
            owner == request.account || self.isAdministrator(request.account)
        {
            return .install(topics: topics, marker: marker)
        }
        self.logger.warning(
            "a subscription to another account's job was refused",
            metadata: ["account": "\(request.account)", "job": "\(id)"])
        return .refuse
    }
}
