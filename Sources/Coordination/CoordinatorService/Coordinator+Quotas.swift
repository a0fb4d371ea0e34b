import CoordinatorCore
import JobStore
import RuntimeModel
import RuntimeWire

// How much one account may take up.
//
// 1. Running jobs are no matter for an error: who has as many as it may waits, and others go first.
// 2. Waiting jobs are counted with those that are still on their way to the disk (`arrivingJobCounts`), so that many
//    commands at once do not get past the quota.
// 3. Stored bytes are known as a bound: what the store said, and all that was added since. What is deleted is not
//    taken off; whoever reaches its quota has the store asked once more. So `job.run` need not wait for the store, and
//    nothing that deletes has to think of quotas. The quota counts when something is accepted; what a running job puts
//    out is bounded by its own limit.
// 4. What lies on the disk counts for somebody until it is deleted: an upload for who uploads it, with its whole length
//    from the first chunk on; its body for the same account until a job or a program refers to it, and then for that
//    one's owner; after the last of these is gone, for its owner until the body is collected. All but the unfinished
//    uploads, which a start of the service deletes, the store counts itself, so it stays true over restarts.
extension Coordinator {
    /// The quotas of an account, with the defaults filled in.
    func quotas(of account: AccountID) -> (queued: Int, running: Int, storedByteCount: Int) {
        let own = self.accounts.account(account)?.quotas
        return (
            own?.queuedJobCountMax ?? self.limits.accountQueuedJobCountMax,
            own?.runningJobCountMax ?? self.limits.accountRunningJobCountMax,
            own?.storedByteCountMax ?? self.limits.accountStoredByteCountMax
        )
    }

    /// What an account has running; the waiting jobs of a disabled one go on waiting.
    func load(of account: AccountID) -> AccountLoad {
        let isDisabled = self.accounts.account(account)?.isDisabled ?? false
        return AccountLoad(
            running: self.leases.count(of: account),
            runningMax: isDisabled ? 0 : self.quotas(of: account).running)
    }

    func usage(of account: AccountID, storedByteCount: Int) -> AccountUsage {
        AccountUsage(
            queuedJobCount: self.waitingCount(of: account), runningJobCount: self.leases.count(of: account),
            storedByteCount: storedByteCount)
    }

    private func waitingCount(of account: AccountID) -> Int {
        self.queue.count(of: account) + self.arrivingJobCounts[account, default: 0]
    }

    /// - Throws: `account.quotaExceeded`.
    func requirePlaceInQueue(of account: AccountID, for count: Int = 1) throws(RuntimeError) {
        let limit = self.quotas(of: account).queued
        guard self.waitingCount(of: account) <= limit - count else {
            throw Self.quotaExceeded("queued_job_count_max", limit: limit)
        }
    }

    /// - Throws: `account.quotaExceeded`.
    func requireRoom(for byteCount: Int, of account: AccountID) throws(RuntimeError) {
        let limit = self.quotas(of: account).storedByteCount
        let taken = self.storedByteBounds[account, default: 0] + self.uploads.byteCount(of: account)
        guard taken <= limit - byteCount else {
            throw Self.quotaExceeded("stored_byte_count_max", limit: limit)
        }
    }

    static func quotaExceeded(_ quota: String, limit: Int) -> RuntimeError {
        RuntimeError(
            .quotaExceeded, "The account takes up as much as it may.",
            context: ["quota": quota, "limit": "\(limit)"])
    }

    /// Bytes are on their way to the store.
    func willStore(_ charge: StorageCharge?) {
        guard let charge else { return }
        self.storedByteBounds[charge.account, default: 0] += charge.byteCount
        self.arrivingByteCounts[charge.account, default: 0] += charge.byteCount
    }

    /// They are on the disk, or never will be.
    func hasStored(_ charge: StorageCharge?) {
        guard let charge else { return }
        self.arrivedByteCounts[charge.account, default: 0] += charge.byteCount
        let rest = self.arrivingByteCounts[charge.account, default: 0] - charge.byteCount
        self.arrivingByteCounts[charge.account] = rest > 0 ? rest : nil
    }

    /// Asks the store how much is really kept for an account.
    func refreshStoredBytes(of account: AccountID) async throws(RuntimeError) {
        let arrived = self.arrivedByteCounts[account, default: 0]
        let counts = try await self.store.storedByteCounts()
        // What was on its way when the store was asked may or may not be in its answer, also if it has arrived by now.
        self.storedByteBounds[account] =
            (counts[account] ?? 0) + self.arrivingByteCounts[account, default: 0]
            + self.arrivedByteCounts[account, default: 0] - arrived
    }

    /// A job that had no executor is on the disk, or never will be.
    func arrived(_ account: AccountID) {
        let rest = self.arrivingJobCounts[account, default: 1] - 1
        self.arrivingJobCounts[account] = rest > 0 ? rest : nil
    }

    /// Does what a quota, the end of a session, or anything else that has changed may forbid. Before it is refused, the
    /// store is asked: whether the command repeats one that was accepted, and how much is really kept for the account.
    func withinQuotas(
        of address: ReplyAddress, key: CommandKey,
        _ accept: @escaping @Sendable (isolated Coordinator) throws(RuntimeError) -> Void
    ) throws(RuntimeError) {
        do throws(RuntimeError) {
            try accept(self)
        } catch {
            self.enqueue(for: address) { coordinator in
                if let earlier = try await coordinator.earlierClaim(of: address, key) {
                    return coordinator.repeatAnswer(earlier, to: address)
                }
                try await coordinator.refreshStoredBytes(of: address.account)
                try accept(coordinator)
            }
        }
    }
}
