import MessageBus
package import RuntimeModel
package import RuntimeWire

/// One reader of one job's timeline.
struct Follower {
    let job: JobID
    var splice: TimelineSplice
    /// In order, not yet taken by the reader.
    var ready: [EventRecord] = []
    var waiter: CheckedContinuation<Void, Never>?
    var isReading = false
    var heardAt: MonotonicTime
    var failure: RuntimeError?
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
                return follower.ready
            }
            if let failure = follower.failure { throw failure }
            if follower.splice.isDone || Task.isCancelled { return [] }
            if follower.splice.isMissingSome, !follower.isReading {
                await self.readPage(for: id)
                continue
            }
            await withTaskCancellationHandler {
                await withCheckedContinuation { self.wait($0, for: id, since: follower) }
            } onCancel: {
                self.loop.post { self.assumeIsolated { $0.wake(id) } }
            }
        }
        return []
    }

    /// Waits unless something has happened since the reader looked: the runtime may let other work of the actor run
    /// between an `await` and its continuation.
    private func wait(_ waiter: CheckedContinuation<Void, Never>, for id: UInt64, since seen: Follower) {
        guard let follower = self.followers[id], follower.ready.isEmpty, follower.failure == nil,
            follower.splice.next == seen.splice.next, follower.splice.known == seen.splice.known,
            follower.splice.isDone == seen.splice.isDone, !Task.isCancelled
        else { return waiter.resume() }
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
            guard let ids = self.followersOfJob[header.job]?.sorted() else { return }
            if header.kind == .subscribed {
                for id in ids {
                    self.followers[id]?.splice.marker(last: header.sequence, isFinal: header.flags & 1 != 0)
                    self.followers[id]?.heardAt = self.loop.now
                    self.wake(id)
                }
                return
            }
            let event = try EventRecord(header: header, body: frames[2])
            for id in ids { self.deliver([event], to: id) }
        } catch {
            self.malformedMessageCount += 1
        }
    }

    private func deliver(_ events: [EventRecord], to id: UInt64) {
        guard self.followers[id] != nil else { return }
        self.followers[id]?.heardAt = self.loop.now
        for event in events {
            if self.followers[id]?.ready.count ?? 0 >= self.limits.bufferedEventCountMax {
                self.followers[id]?.splice.skip(event)
            } else if let next = self.followers[id]?.splice.receive(event) {
                self.followers[id]?.ready += next
            }
        }
        self.wake(id)
    }

    /// Reads what is missing, one page at a time, on behalf of the reader that waits for it.
    private func readPage(for id: UInt64) async {
        guard let follower = self.followers[id] else { return }
        self.followers[id]?.isReading = true
        do throws(RuntimeError) {
            let wish = TimelineRead(after: follower.splice.next - 1, limit: self.limits.pageEventCount)
            let header = MessageHeader(.timelineRead, contentType: .json, job: follower.job)
            let answer = try await self.call(header, frames: [try WireJSON.encode(wish)])
            let page = try answer.json(as: TimelinePage.self)
            var events: [EventRecord] = []
            for frame in answer.frames.dropFirst() { events.append(try EventRecord(packed: frame)) }
            self.deliver(events, to: id)
            self.followers[id]?.splice.learn(last: page.last, isFinal: page.isFinal)
        } catch {
            // Too busy is no end, and neither is out of reach: the reader asks again.
            if error.code == .queueFull {
                await withCheckedContinuation { waiter in
                    _ = self.loop.schedule(after: self.limits.busyPause) { waiter.resume() }
                }
            } else if error.code != .timedOut {
                self.followers[id]?.failure = error
            }
        }
        self.followers[id]?.isReading = false
    }

    /// Whoever has heard nothing for a while asks where the timeline stands: an end may have been dropped.
    func probeIdleFollowers(now: MonotonicTime) {
        for (id, follower) in self.followers.sorted(by: { $0.key < $1.key })
        where now - follower.heardAt >= self.limits.idleProbeInterval && !follower.splice.isDone {
            self.followers[id]?.heardAt = now
            let header = MessageHeader(.timelineLast, job: follower.job)
            self.ask(header) { connection, result in
                switch result {
                case .success(let answer):
                    // An unreadable page is as good as none: the next probe asks again.
                    guard let page = try? answer.json(as: TimelinePage.self) else { return }
                    connection.followers[id]?.splice.learn(last: page.last, isFinal: page.isFinal)
                case .failure(let error):
                    if error.code == .jobNotFound { connection.followers[id]?.failure = error }
                }
                connection.wake(id)
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
