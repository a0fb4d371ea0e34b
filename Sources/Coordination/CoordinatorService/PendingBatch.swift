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
        /// Who is told when the store refuses the writes because what they are about is not there any more. Without
        /// it a refusal is a mistake of our own, and ends the coordinator.
        var commander: ReplyAddress?
        /// The job that a step is of.
        var job: JobID?
    }

    private(set) var items: [Item] = []
    private var jobItems: [JobID: Int] = [:]

    var count: Int { self.items.count }

    mutating func append(
        _ transaction: StoreTransaction, for commander: ReplyAddress? = nil,
        onRepeat: ((isolated Coordinator, EarlierClaim) -> Void)? = nil, effect: @escaping Effect
    ) {
        self.items.append(
            Item(transaction: transaction, effects: [effect], onRepeat: onRepeat, commander: commander))
    }

    /// Adds a step of a job: its events, its progress, and attempts that begin or end.
    mutating func appendStep(
        of job: JobID, events: [EventRecord], progress: JobProgress, attempts: [StoredAttempt],
        effect: @escaping Effect
    ) {
        guard let index = self.jobItems[job] else {
            self.jobItems[job] = self.items.count
            let writes: [StoreWrite] =
                [.appendEvents(events), .updateJob(job, progress)] + attempts.map { .putAttempt($0) }
            self.items.append(
                Item(transaction: StoreTransaction(writes: writes), effects: [effect], job: job))
            return
        }
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
}
