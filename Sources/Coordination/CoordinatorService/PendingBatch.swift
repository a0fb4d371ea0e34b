import JobStore
import RuntimeModel
import RuntimeWire

/// Transactions that wait for the next commit, each with what is done once it is durable.
///
/// Whatever happens to one job while a commit runs becomes one transaction: its events share a row.
struct PendingBatch {
    typealias Effect = (isolated Coordinator) -> Void

    struct Item {
        var transaction: StoreTransaction
        /// Done, in order, after the writes are durable.
        var effects: [Effect]
        /// Done instead, when the transaction repeats an earlier one.
        var onRepeat: ((isolated Coordinator, EarlierClaim) -> Void)?
        /// Done instead, when the store refuses the writes: takes back what memory was ahead of the disk.
        var onRefusal: Effect?
        /// Who is told when the store refuses the writes: because what they are about is not there any more, or because
        /// the disk is full. Without it the former is a mistake of our own and ends the coordinator, and in the latter
        /// case the writes wait until there is room.
        var commander: ReplyAddress?
        /// The job that a step is of.
        var job: JobID?
        /// What it adds to an account's stored bytes.
        var charge: StorageCharge?
        /// About how much memory it takes.
        var byteCount: Int
    }

    private(set) var items: [Item] = []
    private var jobItems: [JobID: Int] = [:]
    /// About how much memory is taken by items that wait, and by those that were taken out and have not ``left(_:)``.
    private(set) var byteCount = 0

    var count: Int { self.items.count }

    /// What an item takes beside its writes: one without any still holds an effect and whom to tell.
    private static let itemByteCount = 512

    mutating func append(_ item: Item) {
        var item = item
        item.byteCount += Self.itemByteCount
        self.byteCount += item.byteCount
        self.items.append(item)
    }

    /// Adds a step of a job: its events, its progress, and attempts that begin or end.
    mutating func appendStep(
        of job: JobID, events: [EventRecord], progress: JobProgress, attempts: [StoredAttempt],
        charge: StorageCharge, effect: @escaping Effect
    ) {
        guard let index = self.jobItems[job] else {
            self.jobItems[job] = self.items.count
            let writes: [StoreWrite] =
                [.appendEvents(events), .updateJob(job, progress)] + attempts.map { .putAttempt($0) }
            self.append(
                Item(
                    transaction: StoreTransaction(writes: writes), effects: [effect], job: job,
                    charge: charge,
                    byteCount: writes.reduce(0) { $0 + $1.byteCount }))
            return
        }
        let added = StoreWrite.appendEvents(events).byteCount
        self.byteCount += added
        self.items[index].byteCount += added
        self.items[index].charge?.byteCount += charge.byteCount
        var writes = self.items[index].transaction.writes
        if case .appendEvents(let earlier) = writes[0] { writes[0] = .appendEvents(earlier + events) }
        writes[1] = .updateJob(job, progress)
        for attempt in attempts {
            writes.removeAll {
                if case .putAttempt(let earlier) = $0 { earlier.key == attempt.key } else { false }
            }
            writes.append(.putAttempt(attempt))
        }
        self.items[index].transaction.writes = writes
        self.items[index].effects.append(effect)
    }

    /// Adds an effect behind those of a job's pending step.
    ///
    /// - Returns: `false` when the job has no step in this batch.
    mutating func appendEffect(toStepOf job: JobID, _ effect: @escaping Effect) -> Bool {
        guard let index = self.jobItems[job] else { return false }
        self.items[index].effects.append(effect)
        return true
    }

    /// Takes the oldest items out.
    mutating func take(_ countMax: Int) -> [Item] {
        let taken = Array(self.items.prefix(countMax))
        self.items.removeFirst(taken.count)
        // What stays behind keeps its order; a job's item may only be added to while it is in this list.
        self.jobItems = [:]
        return taken
    }

    /// Puts back in front what was taken out last and could not be written.
    mutating func putBack(_ items: [Item]) {
        self.items.insert(contentsOf: items, at: 0)
        self.jobItems = self.jobItems.mapValues { $0 + items.count }
    }

    /// Something that was taken out was written, or never will be.
    mutating func left(_ item: Item) { self.byteCount -= item.byteCount }
}
