import CoordinatorCore
import JobStore
import MessageBus
import RuntimeModel
import RuntimeWire

// Waiting for the ends of jobs, one or many, by one command: a client that wants no more than results needs no
// subscription, and asks once for a thousand jobs instead of once for each.
extension Coordinator {
    /// A command that is not answered yet.
    struct AwaitEntry {
        var ids: [JobID]
        var address: ReplyAddress
        var patience: any LoopTimer
    }

    func jobAwait(_ message: Message, from address: ReplyAddress) throws(RuntimeError) {
        let wish = try message.json(as: JobAwait.self)
        let ids = wish.jobIDs
        let limit = self.limits.awaitedJobCountMax
        guard (1...limit).contains(ids.count), Set(ids).count == ids.count else {
            throw RuntimeError(
                .invalidCommand, "The jobs to wait for are none, too many, or named twice.",
                context: ["jobs": "\(ids.count)", "awaited_job_count_max": "\(limit)"])
        }
        let countMin = min(max(wish.countMin ?? 1, 1), ids.count)
        let longest = self.limits.awaitDurationMax
        let patience =
            wish.patienceMilliseconds.map { min(max(.zero, .milliseconds($0)), longest) } ?? longest
        let known = ids.allSatisfy { (self.jobs[$0]?.committedSequence ?? 0) > 0 }
        if known {
            return try self.begin(ids, countMin: countMin, patience: patience, for: address)
        }
        self.enqueue(for: address) { coordinator in
            // Who is not in memory has ended, or never was.
            for id in ids where (coordinator.jobs[id]?.committedSequence ?? 0) == 0 {
                _ = try await coordinator.job(id, for: address.account)
            }
            try coordinator.begin(ids, countMin: countMin, patience: patience, for: address)
        }
    }

    private func begin(
        _ ids: [JobID], countMin: Int, patience: Duration, for address: ReplyAddress
    ) throws(RuntimeError) {
        for id in ids {
            if let row = self.jobs[id]?.row { try self.requireOwner(of: row, address.account) }
        }
        let open = ids.filter { !self.hasEnded($0) }
        let missing = countMin - (ids.count - open.count)
        guard missing > 0, patience > .zero, !self.isStopped else { return self.answer(ids, to: address) }
        guard let wait = self.awaits.begin(for: open, missing: missing, account: address.account) else {
            throw RuntimeError(
                .queueFull, "The account waits for as many jobs as it may; ask again later.",
                context: [
                    "account_awaited_job_count_max": "\(self.limits.accountAwaitedJobCountMax)",
                    "account_await_count_max": "\(self.limits.accountAwaitCountMax)",
                ])
        }
        let timer = self.loop.schedule(after: patience) { [weak self] in
            self?.assumeIsolated { $0.endAwait(wait) }
        }
        self.awaiting[wait] = AwaitEntry(ids: ids, address: address, patience: timer)
    }

    /// A job's end is durable.
    func tellAwaiting(of id: JobID) {
        for wait in self.awaits.ended(id) { self.endAwait(wait) }
    }

    private func endAwait(_ wait: AwaitTable.Wait) {
        self.awaits.end(wait)
        guard let entry = self.awaiting.removeValue(forKey: wait) else { return }
        entry.patience.cancel()
        self.answer(entry.ids, to: entry.address)
    }

    /// What an account may be told has changed: nothing more is told to who waits.
    func endAwaits(of account: AccountID) {
        for wait in self.awaits.endAll(of: account) {
            guard let entry = self.awaiting.removeValue(forKey: wait) else { continue }
            entry.patience.cancel()
            self.refuse(
                RuntimeError(.notAllowed, "The account, or its token, has changed; ask again."),
                to: entry.address)
        }
    }

    /// Nobody is left waiting for a coordinator that ends: who is asks the next one.
    func forgetAwaiting() {
        for entry in self.awaiting.values { entry.patience.cancel() }
        self.awaiting = [:]
    }

    private func hasEnded(_ id: JobID) -> Bool {
        guard let entry = self.jobs[id] else { return true }
        return entry.machine.status.isFinal && !entry.isUncommitted
    }

    /// Tells of those that have ended, as many as fit into a page.
    private func answer(_ ids: [JobID], to address: ReplyAddress) {
        let ended = ids.filter { self.hasEnded($0) }
        var endings: [(id: JobID, block: EventBlock)] = []
        for id in ended {
            guard let block = self.rememberedEnding(of: id) else {
                return self.enqueue(for: address) { coordinator in
                    let endings = try await coordinator.endings(of: ended)
                    try coordinator.answer(endings, to: address)
                }
            }
            endings.append((id, block))
        }
        do throws(RuntimeError) {
            try self.answer(endings, to: address)
        } catch {
            self.refuse(error, to: address)
        }
    }

    private func answer(
        _ endings: [(id: JobID, block: EventBlock?)], to address: ReplyAddress
    ) throws(RuntimeError) {
        var blocks: [EventBlock] = []
        var told: [JobID] = []
        var byteCount = 0
        for ending in endings {
            byteCount += ending.block?.bytes.count ?? 0
            if !told.isEmpty, byteCount > self.limits.timelinePageByteCountMax { break }
            told.append(ending.id)
            if let block = ending.block { blocks.append(block) }
        }
        let frames = try EventBlock.frames(blocks, byteCountMax: self.limits.sockets.frameByteCountMax)
        self.reply(JobsEnded(jobIDs: told), bodies: frames, to: address)
    }

    /// Result and final status, if memory has them.
    private func rememberedEnding(of id: JobID) -> EventBlock? {
        guard let entry = self.jobs[id], entry.row.payloadsRemovedAt == nil else { return nil }
        let last = entry.committedSequence
        let first = Self.firstOfEnding(entry.row.progress, last: last)
        guard let events = entry.recent.after(first - 1, limit: 2),
            var block = events.first.map(EventBlock.init)
        else { return nil }
        for event in events.dropFirst() { block.append(event) }
        return block
    }

    /// As ``rememberedEnding(of:)``, from the store: only what fits into a page is read. `nil` for one whose payloads
    /// were removed, or that was deleted meanwhile.
    private func endings(
        of ids: [JobID]
    ) async throws(RuntimeError) -> [(id: JobID, block: EventBlock?)] {
        var endings: [(id: JobID, block: EventBlock?)] = []
        var byteCount = 0
        for id in ids where byteCount <= self.limits.timelinePageByteCountMax {
            var block = self.rememberedEnding(of: id)
            if block == nil, let row = try await self.store.job(id), row.payloadsRemovedAt == nil {
                let last = row.progress.lastSequence
                let first = Self.firstOfEnding(row.progress, last: last)
                let stored = try await self.store.timeline(
                    of: id, after: first - 1, limit: 2, byteCountMax: .max)
                block = EventBlock.blocks(stored, byteCountMax: .max).first
            }
            byteCount += block?.bytes.count ?? 0
            endings.append((id, block))
        }
        return endings
    }

    /// The result, which comes right before the final status, or that alone.
    private static func firstOfEnding(_ progress: JobProgress, last: UInt64) -> UInt64 {
        progress.resultSequence.map { $0 == last - 1 ? $0 : last } ?? last
    }
}
