import JobStore
import MessageBus
import RuntimeModel
import RuntimeWire

extension Coordinator {
    func jobList(_ message: Message, from address: ReplyAddress) throws(RuntimeError) {
        let wish = try message.json(as: JobListing.self)
        let (limit, offset) = try Self.page(limit: wish.limit, offset: wish.offset)
        let tags = wish.tags ?? []
        guard tags.count <= self.limits.tagCountMax else {
            throw RuntimeError(
                .invalidCommand, "The list asks for more tags than a job may have.",
                context: ["limit": "\(self.limits.tagCountMax)"])
        }
        let filter = JobFilter(
            owner: try self.visibleOwner(wish.owner, to: address.account), pending: wish.pending,
            programID: wish.programID,
            backend: wish.backend.map { self.configuration.backend(named: $0)?.name ?? $0 },
            sessionID: wish.sessionID, tags: tags, createdAfter: wish.createdAfter,
            createdBefore: wish.createdBefore, order: wish.sort == .oldest ? .oldestFirst : .newestFirst,
            position: try wish.cursor.map { cursor throws(RuntimeError) in try Self.position(in: cursor) },
            limit: limit, offset: offset)
        self.enqueue(for: address) { coordinator in
            let page = try await coordinator.store.jobs(filter)
            coordinator.reply(try coordinator.list(page, limit: limit), to: address)
        }
    }

    /// As much of a page as fits into a frame, and where it goes on.
    private func list(_ page: JobPage, limit: Int) throws(RuntimeError) -> JobList {
        let rows = page.rows.map { JobEntry.summary(of: $0) }
        let count = try self.countThatFits(rows)
        let isCut = count < rows.count
        let last = count > 0 ? "\(page.numbers[count - 1])" : nil
        return JobList(
            jobs: Array(rows.prefix(count)), count: page.count, next: isCut || count == limit ? last : nil,
            last: last)
    }

    private static func position(in cursor: String) throws(RuntimeError) -> Int64 {
        guard let position = Int64(cursor), position >= 0 else {
            throw RuntimeError(.invalidCommand, "The cursor is not one that a list has given.")
        }
        return position
    }

    /// The time of a job that is accepted now: never before that of an earlier one, whatever the clock does, since lists
    /// find their place by it.
    func acceptanceTime() -> Timestamp {
        self.lastAcceptance = max(self.lastAcceptance, self.loop.timestamp)
        return self.lastAcceptance
    }
}
