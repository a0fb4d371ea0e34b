import CoordinatorCore
import JobStore
import MessageBus
import RuntimeModel
import RuntimeWire

// The events of many jobs as one topic.
extension Coordinator {
    func feedOpen(_ message: Message, from address: ReplyAddress) throws(RuntimeError) {
        let wish = try message.json(as: FeedOpen.self)
        let tags = wish.tags ?? []
        try self.checkTags(tags)
        let choice = JobChoice(
            owner: try self.visibleOwner(wish.owner, to: address.account), programID: wish.programID,
            backend: wish.backend.map { self.configuration.backend(named: $0)?.name ?? $0 },
            sessionID: wish.sessionID, tags: tags)
        let id = FeedID(JobID(high: self.loop.randomBits(), low: self.loop.randomBits()))
        guard self.feeds.open(id, for: address.account, choice, now: self.now) else {
            throw RuntimeError(
                .queueFull, "The account has as many feeds open as it may; close one, or try again later.",
                context: ["limit": "\(self.limits.accountFeedCountMax)"])
        }
        self.reply(self.state(of: id, published: 0), to: address)
    }

    func feedRenew(_ message: Message, from address: ReplyAddress) throws(RuntimeError) {
        let id = try message.json(as: FeedName.self).feed
        guard let published = self.feeds.renew(id, of: address.account, now: self.now) else {
            throw RuntimeError(
                .feedNotFound, "The feed is over; open another one.", context: ["feed": "\(id)"])
        }
        self.reply(self.state(of: id, published: published), to: address)
    }

    func feedClose(_ message: Message, from address: ReplyAddress) throws(RuntimeError) {
        self.feeds.close(try message.json(as: FeedName.self).feed, of: address.account)
        self.reply(NoContent(), to: address)
    }

    private func state(of id: FeedID, published: UInt64) -> FeedState {
        FeedState(
            feed: id, published: published,
            leaseMilliseconds: Self.milliseconds(self.limits.feedLeaseDuration))
    }

    /// Whose jobs an account may be shown: its own, or, to an administrator, whose it wishes.
    ///
    /// - Returns: `nil` for those of all accounts.
    func visibleOwner(
        _ wished: AccountID?, to account: AccountID
    ) throws(RuntimeError) -> AccountID? {
        if self.isAdministrator(account) { return wished }
        guard wished == nil || wished == account else {
            throw RuntimeError(.notAllowed, "Only an administrator may see the jobs of another account.")
        }
        return account
    }

    /// Publishes a committed event of a job: on its own topic, and on every feed that lets the job through.
    func publish(_ event: EventRecord, of row: StoredJob) {
        guard let events = self.events else { return }
        var frames = event.published(inlineByteCountMax: self.limits.inlineEventByteCountMax)
        events.publish(frames)
        guard !self.feeds.isEmpty else { return }
        let traits = JobTraits(
            owner: row.owner, programID: row.programID, backend: row.backend, sessionID: row.sessionID,
            tags: row.tags)
        for (feed, number) in self.feeds.numbered(for: traits) {
            frames[0] = Topic.bytes(of: feed, number: number)
            events.publish(frames)
        }
    }
}
