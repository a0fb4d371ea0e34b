import MessageBus
package import RuntimeModel
package import RuntimeWire

/// One reader of the events of many jobs.
struct FeedReader {
    let choice: FeedOpen
    let createdAfter: Timestamp?
    var splice: JobsSplice
    /// The feed, once it is open.
    var feed: FeedID?
    var isOpening = false
    var readCount = 0
    var survey: Survey?
    var hasSurveyed = false
    var renewedAt: MonotonicTime
    /// A question found the service too busy: the tick goes on.
    var isPausing = false
    /// Of each job in order, not yet taken by the reader.
    var ready: [EventRecord] = []
    var waiter: CheckedContinuation<Void, Never>?
    var failure: RuntimeError?

    /// A look at the list of jobs, page by page.
    struct Survey {
        var listing: JobListing
        /// Only the newest job is asked for: those before it and ended are not wanted.
        var isFirstLook: Bool
        var isAsking = false
    }
}

extension ClientConnection {
    /// Begins to follow every job that a choice lets through.
    ///
    /// - Parameter createdAfter: also those that were accepted since and have ended; `nil`: those that have not ended.
    package func followJobs(_ choice: FeedOpen, createdAfter: Timestamp?) -> UInt64 {
        let id = self.nextFollower
        self.nextFollower += 1
        let splice = JobsSplice(
            earlyCountMax: self.limits.earlyEventCountMax, endedCountMax: self.limits.endedJobCountMax)
        var reader = FeedReader(
            choice: choice, createdAfter: createdAfter, splice: splice, renewedAt: self.loop.now)
        if self.isClosed { reader.failure = RuntimeError(.stopping, "The connection was closed.") }
        self.feedReaders[id] = reader
        self.advance(id)
        return id
    }

    package func unfollowJobs(_ id: UInt64) {
        guard let reader = self.feedReaders.removeValue(forKey: id) else { return }
        reader.waiter?.resume()
        guard let feed = reader.feed else { return }
        self.drop(feed)
        self.command(.feedClose, FeedName(feed: feed)) { _, _ in }
    }

    /// The next events of the jobs that are followed; empty when the task is cancelled.
    ///
    /// - Throws: `account.notAllowed`, `account.tokenRenewed`; `service.stopping` when the connection is closed.
    package func nextEvents(ofJobs id: UInt64) async throws(RuntimeError) -> [EventRecord] {
        while let reader = self.feedReaders[id] {
            if !reader.ready.isEmpty {
                self.feedReaders[id]?.ready = []
                self.advance(id)
                return reader.ready
            }
            if let failure = reader.failure { throw failure }
            if Task.isCancelled { return [] }
            await withTaskCancellationHandler {
                await withCheckedContinuation { self.wait($0, forJobs: id) }
            } onCancel: {
                self.loop.post { self.assumeIsolated { $0.wakeReader(id) } }
            }
        }
        return []
    }

    /// Looks once more: other work of the actor may have run since.
    private func wait(_ waiter: CheckedContinuation<Void, Never>, forJobs id: UInt64) {
        guard let reader = self.feedReaders[id], reader.ready.isEmpty, reader.failure == nil,
            !Task.isCancelled
        else { return waiter.resume() }
        self.feedReaders[id]?.waiter = waiter
    }

    private func wakeReader(_ id: UInt64) {
        self.feedReaders[id]?.waiter?.resume()
        self.feedReaders[id]?.waiter = nil
    }

    private func fail(_ id: UInt64, _ error: RuntimeError) {
        self.feedReaders[id]?.failure = error
        self.wakeReader(id)
    }

    // MARK: - What is heard

    func feedMarker(_ header: MessageHeader) {
        guard let id = self.readerOfFeed[FeedID(header.job)] else { return }
        self.feedReaders[id]?.splice.marker(published: header.sequence)
        self.advance(id)
    }

    func receivedFeedEvent(_ event: EventRecord, number: UInt64, of feed: FeedID) {
        guard let id = self.readerOfFeed[feed], var reader = self.feedReaders.removeValue(forKey: id) else {
            return
        }
        let hasRoom = reader.ready.count < self.limits.bufferedEventCountMax
        reader.splice.receive(event, number: number, hasRoom: hasRoom, into: &reader.ready)
        self.feedReaders[id] = reader
        self.advance(id)
    }

    // MARK: - What is asked

    /// Asks for whatever is wanted next, and wakes the reader when there is something for it.
    private func advance(_ id: UInt64) {
        guard let reader = self.feedReaders[id], reader.failure == nil, !self.isClosed else { return }
        if !reader.ready.isEmpty { self.wakeReader(id) }
        guard !reader.isPausing else { return }
        if reader.feed == nil { return self.openFeed(id) }
        if reader.survey == nil, reader.splice.wantsSurvey { self.beginSurvey(id) }
        self.goOnSurveying(id)
        self.readTimelines(id)
    }

    private func openFeed(_ id: UInt64) {
        guard let reader = self.feedReaders[id], !reader.isOpening else { return }
        self.feedReaders[id]?.isOpening = true
        self.command(.feedOpen, reader.choice) { connection, result in
            guard connection.feedReaders[id] != nil else { return }
            connection.feedReaders[id]?.isOpening = false
            do throws(RuntimeError) {
                let state = try result.get().json(as: FeedState.self)
                connection.feedReaders[id]?.feed = state.feed
                connection.feedReaders[id]?.renewedAt = connection.loop.now
                connection.readerOfFeed[state.feed] = id
                connection.subscriber?.subscribe(Topic.prefix(of: state.feed.bits))
                connection.advance(id)
            } catch {
                connection.failedOrPauses(id, error)
            }
        }
    }

    /// A passing failure is asked again by the next tick; any other one ends the reading.
    private func failedOrPauses(_ id: UInt64, _ error: RuntimeError) {
        if error.isPassing { self.feedReaders[id]?.isPausing = true } else { self.fail(id, error) }
    }

    private func beginSurvey(_ id: UInt64) {
        guard let since = self.feedReaders[id]?.splice.beginSurvey(), let reader = self.feedReaders[id] else {
            return
        }
        let choice = reader.choice
        var listing = JobListing(
            limit: 1000, owner: choice.owner, programID: choice.programID, backend: choice.backend,
            tags: choice.tags, sessionID: choice.sessionID, createdAfter: since, sort: .oldest)
        if !reader.hasSurveyed { listing.createdAfter = reader.createdAfter }
        let isFirstLook = !reader.hasSurveyed && reader.createdAfter == nil
        if isFirstLook {
            listing.limit = 1
            listing.sort = .newest
        }
        self.feedReaders[id]?.survey = FeedReader.Survey(listing: listing, isFirstLook: isFirstLook)
    }

    private func goOnSurveying(_ id: UInt64) {
        guard let reader = self.feedReaders[id], let survey = reader.survey, !survey.isAsking,
            reader.splice.waitingReadCount < self.limits.waitingReadCountMax
        else { return }
        self.feedReaders[id]?.survey?.isAsking = true
        self.command(.jobList, survey.listing) { connection, result in
            guard connection.feedReaders[id] != nil else { return }
            connection.feedReaders[id]?.survey?.isAsking = false
            do throws(RuntimeError) {
                connection.surveyed(try result.get().json(as: JobList.self), survey, id)
                connection.advance(id)
            } catch {
                connection.feedReaders[id]?.survey = nil
                connection.feedReaders[id]?.splice.endSurvey(isComplete: false)
                connection.failedOrPauses(id, error)
            }
        }
    }

    private func surveyed(_ list: JobList, _ survey: FeedReader.Survey, _ id: UInt64) {
        if survey.isFirstLook {
            if let newest = list.jobs.first { self.feedReaders[id]?.splice.passOver(before: newest) }
            self.feedReaders[id]?.survey?.isFirstLook = false
            self.feedReaders[id]?.survey?.listing.limit = 1000
            self.feedReaders[id]?.survey?.listing.sort = .oldest
            self.feedReaders[id]?.survey?.listing.pending = true
            return
        }
        for job in list.jobs { self.feedReaders[id]?.splice.found(job) }
        self.feedReaders[id]?.survey?.listing.cursor = list.next
        if list.next == nil {
            self.feedReaders[id]?.survey = nil
            self.feedReaders[id]?.hasSurveyed = true
            self.feedReaders[id]?.splice.endSurvey(isComplete: true)
        }
    }

    private func readTimelines(_ id: UInt64) {
        while let reader = self.feedReaders[id], reader.readCount < self.limits.concurrentReadCountMax,
            reader.ready.count < self.limits.bufferedEventCountMax,
            let (job, after) = self.feedReaders[id]?.splice.nextRead()
        {
            self.feedReaders[id]?.readCount += 1
            self.askPage(of: job, after: after) { connection, result in
                connection.took(Self.page(in: result), of: job, for: id)
            }
        }
    }

    private func took(
        _ result: Result<StoredEvents, RuntimeError>, of job: JobID, for id: UInt64
    ) {
        guard var reader = self.feedReaders.removeValue(forKey: id) else { return }
        reader.readCount -= 1
        var ending: RuntimeError?
        switch result {
        case .success(let stored):
            reader.splice.page(
                of: job, stored.events, last: stored.page.last, isFinal: stored.page.isFinal,
                into: &reader.ready)
        case .failure(let error):
            if error.code == .jobNotFound || error.code == .payloadsRemoved {
                // Deleted, or too old: there is nothing to be told of it any more.
                reader.splice.forget(job)
            } else {
                reader.splice.readFailed(job)
                ending = error
            }
        }
        self.feedReaders[id] = reader
        if let ending { self.failedOrPauses(id, ending) }
        self.advance(id)
    }

    /// Keeps the feeds open, and learns from them whether something was lost.
    func renewFeeds(now: MonotonicTime) {
        for (id, reader) in self.feedReaders.sorted(by: { $0.key < $1.key }) where reader.failure == nil {
            if reader.isPausing {
                self.feedReaders[id]?.isPausing = false
                self.advance(id)
            }
            guard let feed = reader.feed, now - reader.renewedAt >= self.limits.idleProbeInterval else {
                continue
            }
            self.feedReaders[id]?.renewedAt = now
            self.command(.feedRenew, FeedName(feed: feed)) { connection, result in
                connection.renewed(feed, id, result)
            }
        }
    }

    private func renewed(_ feed: FeedID, _ id: UInt64, _ result: Result<Message, RuntimeError>) {
        guard self.feedReaders[id]?.feed == feed else { return }
        do throws(RuntimeError) {
            self.feedReaders[id]?.splice.learn(
                published: try result.get().json(as: FeedState.self).published)
        } catch {
            guard error.code == .feedNotFound else {
                return error.isPassing ? () : self.fail(id, error)
            }
            self.drop(feed)
            self.feedReaders[id]?.feed = nil
            self.feedReaders[id]?.splice.feedLost()
        }
        self.advance(id)
    }

    private func drop(_ feed: FeedID) {
        self.readerOfFeed[feed] = nil
        self.subscriber?.unsubscribe(Topic.prefix(of: feed.bits))
    }

    func closeFeedReaders(_ error: RuntimeError) {
        for id in self.feedReaders.keys.sorted() { self.fail(id, error) }
    }

    /// Sends a command with a JSON frame.
    private func command(
        _ kind: MessageKind, _ wish: some Encodable, _ completion: @escaping Completion
    ) {
        do throws(RuntimeError) {
            self.ask(
                MessageHeader(kind, contentType: .json), frames: [try WireJSON.encode(wish)], completion)
        } catch {
            completion(self, .failure(error))
        }
    }
}
