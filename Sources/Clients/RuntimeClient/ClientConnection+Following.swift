import MessageBus
package import RuntimeModel
package import RuntimeWire

/// A page of a timeline.
struct StoredEvents: Sendable {
    var page: TimelinePage
    var events: [EventRecord] = []
}

/// One reader of one job's timeline.
struct Follower {
    let job: JobID
    var splice: TimelineSplice
    /// In order, not yet taken by the reader.
    var ready: [EventRecord] = []
    var waiter: CheckedContinuation<Void, Never>?
    var isReading = false
    /// A read found the service too busy: the tick asks again.
    var isPausing = false
    var heardAt: MonotonicTime
    var failure: RuntimeError?

    /// Whether the reader has nothing to wait for.
    var hasNews: Bool { !self.ready.isEmpty || self.failure != nil || self.splice.isDone }
}

extension ClientConnection {
    /// Begins to follow a job's timeline after a sequence.
    package func follow(_ job: JobID, after: UInt64) -> UInt64 {
        let id = self.nextFollower
        self.nextFollower += 1
        var follower = Follower(
            job: job, splice: TimelineSplice(after: after, earlyCountMax: self.limits.earlyEventCountMax),
            heardAt: self.loop.now)
        let isFirst = self.followersOfJob[job] == nil
        if self.isClosed { follower.failure = RuntimeError(.stopping, "The connection was closed.") }
        // A later reader of the same job gets no marker of its own, so it asks at once.
        if !isFirst { follower.heardAt = MonotonicTime(nanoseconds: .min / 2) }
        self.followers[id] = follower
        self.followersOfJob[job, default: []].insert(id)
        if isFirst { self.subscriber?.subscribe(Topic.prefix(of: job)) }
        return id
    }

    package func unfollow(_ id: UInt64) {
        guard let follower = self.followers.removeValue(forKey: id) else { return }
        follower.waiter?.resume()
        self.followersOfJob[follower.job]?.remove(id)
        if self.followersOfJob[follower.job]?.isEmpty == true {
            self.followersOfJob[follower.job] = nil
            self.subscriber?.unsubscribe(Topic.prefix(of: follower.job))
        }
    }

    /// The next events of a followed timeline; empty when nothing can follow.
    ///
    /// - Throws: `job.notFound`; `service.stopping` when the connection is closed. Cancelling the task ends the wait.
    package func nextEvents(of id: UInt64) async throws(RuntimeError) -> [EventRecord] {
        while let follower = self.followers[id] {
            if !follower.ready.isEmpty {
                self.followers[id]?.ready = []
                // The next page travels while the reader looks at this one.
                self.readIfNeeded(for: id)
                return follower.ready
            }
            if let failure = follower.failure { throw failure }
            if follower.splice.isDone || Task.isCancelled { return [] }
            self.readIfNeeded(for: id)
            await withTaskCancellationHandler {
                await withCheckedContinuation { self.wait($0, for: id) }
            } onCancel: {
                self.loop.post { self.assumeIsolated { $0.wake(id) } }
            }
        }
        return []
    }

    /// Waits unless something has happened since the reader looked: the runtime may let other work of the actor run
    /// between an `await` and its continuation.
    private func wait(_ waiter: CheckedContinuation<Void, Never>, for id: UInt64) {
        guard let follower = self.followers[id], !follower.hasNews, !Task.isCancelled else {
            return waiter.resume()
        }
        self.followers[id]?.waiter = waiter
    }

    private func wake(_ id: UInt64) {
        self.followers[id]?.waiter?.resume()
        self.followers[id]?.waiter = nil
    }

    /// A frame of the topics came in: a marker or an event.
    func receivedEvent(_ frames: Frames) {
        do throws(RuntimeError) {
            guard frames.count == 3 else { throw .malformed("An event has three frames.") }
            let header = try MessageHeader(bytes: frames[1])
            if header.kind == .subscribed {
                if self.readerOfFeed[FeedID(header.job)] != nil { return self.feedMarker(header) }
                self.marker(header)
                return
            }
            let event = try EventRecord(header: header, body: frames[2])
            if let (feed, number) = Topic.feedNumber(in: frames[0]) {
                return self.receivedFeedEvent(event, number: number, of: feed)
            }
            for id in self.followersOfJob[header.job] ?? [] { self.deliver(event, to: id) }
        } catch {
            self.malformedMessageCount += 1
        }
    }

    private func marker(_ header: MessageHeader) {
        for id in self.followersOfJob[header.job]?.sorted() ?? [] {
            self.followers[id]?.splice.marker(last: header.sequence, isFinal: header.flags & 1 != 0)
            self.followers[id]?.heardAt = self.loop.now
            self.settle(id)
        }
    }

    private func deliver(_ event: EventRecord, to id: UInt64) {
        // Out of the table, so that nothing is copied.
        guard var follower = self.followers.removeValue(forKey: id) else { return }
        follower.heardAt = self.loop.now
        if follower.ready.count >= self.limits.bufferedEventCountMax {
            follower.splice.skip(event)
        } else {
            follower.splice.receive(event, into: &follower.ready)
        }
        self.followers[id] = follower
        self.settle(id)
    }

    /// After something was heard: wakes the reader, and reads what is missing when it waits for that.
    private func settle(_ id: UInt64) {
        guard let follower = self.followers[id] else { return }
        if follower.hasNews { return self.wake(id) }
        if follower.waiter != nil { self.readIfNeeded(for: id) }
    }

    /// Reads what is missing, one page at a time.
    private func readIfNeeded(for id: UInt64) {
        guard let follower = self.followers[id], follower.splice.isMissingSome, !follower.isReading,
            !follower.isPausing, follower.failure == nil
        else { return }
        self.followers[id]?.isReading = true
        self.askPage(of: follower.job, after: follower.splice.next - 1) { connection, result in
            connection.followers[id]?.isReading = false
            connection.took(Self.page(in: result), for: id)
        }
    }

    /// Asks for a page of a timeline; see ``page(in:)``.
    func askPage(of job: JobID, after sequence: UInt64, _ completion: @escaping Completion) {
        let wish = TimelineRead(after: sequence, limit: self.limits.pageEventCount)
        // Two numbers: writing them cannot fail.
        let frame = (try? WireJSON.encode(wish)) ?? Array("{}".utf8)
        self.ask(
            MessageHeader(.timelineRead, contentType: .json, job: job), frames: [frame], completion)
    }

    /// What a page holds, or why there is none.
    static func page(in result: Result<Message, RuntimeError>) -> Result<StoredEvents, RuntimeError> {
        do throws(RuntimeError) {
            let answer = try result.get()
            var stored = StoredEvents(page: try answer.json(as: TimelinePage.self))
            for frame in answer.frames.dropFirst() {
                _ = try EventBlock.forEach(frame) { event throws(RuntimeError) in
                    stored.events.append(event)
                    return true
                }
            }
            return .success(stored)
        } catch {
            return .failure(error)
        }
    }

    private func took(_ result: Result<StoredEvents, RuntimeError>, for id: UInt64) {
        guard var follower = self.followers.removeValue(forKey: id) else { return }
        switch result {
        case .success(let stored):
            follower.heardAt = self.loop.now
            follower.ready.reserveCapacity(follower.ready.count + stored.events.count)
            for event in stored.events { follower.splice.receive(event, into: &follower.ready) }
            follower.splice.learn(last: stored.page.last, isFinal: stored.page.isFinal)
        case .failure(let error):
            // Too busy is no end, and neither is out of reach: the tick asks again.
            if error.code == .queueFull || error.code == .timedOut {
                follower.isPausing = true
            } else {
                follower.failure = error
            }
        }
        self.followers[id] = follower
        self.settle(id)
    }

    /// Whoever has heard nothing for a while asks where the timeline stands: an end may have been dropped.
    func probeIdleFollowers(now: MonotonicTime) {
        for (id, follower) in self.followers.sorted(by: { $0.key < $1.key }) where !follower.splice.isDone {
            if follower.isPausing {
                self.followers[id]?.isPausing = false
                self.settle(id)
            }
            guard now - follower.heardAt >= self.limits.idleProbeInterval else { continue }
            self.followers[id]?.heardAt = now
            let header = MessageHeader(.timelineLast, job: follower.job)
            self.ask(header) { connection, result in
                switch result {
                case .success(let answer):
                    // An unreadable page is as good as none: the next probe asks again.
                    guard let page = try? answer.json(as: TimelinePage.self) else { return }
                    connection.followers[id]?.splice.learn(last: page.last, isFinal: page.isFinal)
                case .failure(let error):
                    if !error.isPassing { connection.followers[id]?.failure = error }
                }
                connection.settle(id)
            }
        }
    }

    func closeFollowers(_ error: RuntimeError) {
        for id in self.followers.keys.sorted() {
            self.followers[id]?.failure = error
            self.wake(id)
        }
    }
}

extension RuntimeError {
    /// Whether asking again later makes sense.
    var isPassing: Bool { [.queueFull, .timedOut, .unreachable, .stopping].contains(self.code) }
}
