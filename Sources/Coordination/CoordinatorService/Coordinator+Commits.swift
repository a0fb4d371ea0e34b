import JobStore
import Logging
import MessageBus
import RuntimeModel
import RuntimeWire

extension Coordinator {
    /// Whether so much waits for the disk that nothing more may be taken.
    var isOverloaded: Bool { self.fullQueue(times: 1) != nil }

    /// The limit of what may wait for the disk that is reached, if one is, each taken so many times.
    private func fullQueue(times factor: Int) -> (name: String, limit: Int)? {
        if self.pending.count / factor >= self.limits.pendingTransactionCountMax {
            return ("pending_transaction_count_max", self.limits.pendingTransactionCountMax)
        }
        let byteCount = self.pending.byteCount + self.waitingCommandByteCount
        if byteCount / factor >= self.limits.pendingByteCountMax {
            return ("pending_byte_count_max", self.limits.pendingByteCountMax)
        }
        return nil
    }

    /// Whoever cancels or closes may do so for longer than others may add: it makes room in the end.
    private static let closingKinds: Set<MessageKind> = [.jobCancel, .sessionClose]

    /// - Throws: `queue.full`.
    func requirePlace(for kind: MessageKind) throws(RuntimeError) {
        let isClosing = Self.closingKinds.contains(kind)
        guard isClosing || Self.addingKinds.contains(kind),
            let full = self.fullQueue(times: isClosing ? 2 : 1)
        else { return }
        throw RuntimeError(
            .queueFull, "The coordinator has as much to store as it may; try again later.",
            context: ["limit_name": full.name, "limit": "\(full.limit)"])
    }

    /// Puts a transaction into the pending batch.
    ///
    /// - Parameter charge: what it adds to an account's stored bytes.
    func submit(
        _ transaction: StoreTransaction, for commander: ReplyAddress? = nil, charge: StorageCharge? = nil,
        onRepeat: ((isolated Coordinator, EarlierClaim) -> Void)? = nil,
        onRefusal: PendingBatch.Effect? = nil, effect: @escaping PendingBatch.Effect
    ) {
        self.willStore(charge)
        self.pending.append(
            PendingBatch.Item(
                transaction: transaction, effects: [effect], onRepeat: onRepeat, onRefusal: onRefusal,
                commander: commander, charge: charge,
                byteCount: transaction.writes.reduce(0) { $0 + $1.byteCount }))
        self.wakeCommitLoop()
    }

    func wakeCommitLoop() {
        self.batchWaiter?.resume()
        self.batchWaiter = nil
    }

    /// Commits batch after batch; one commit runs at a time, and what comes in meanwhile is the next batch.
    func commitLoop() async throws(RuntimeError) {
        while true {
            if self.pending.count == 0 {
                if self.isStopped { return }
                await withCheckedContinuation { self.waitForBatch($0) }
                continue
            }
            let items = self.pending.take(self.limits.commitTransactionCountMax)
            let waiting = try await self.commit(items)
            if waiting.isEmpty { continue }
            self.pending.putBack(waiting)
            await self.waitForRoom()
            // What has no room when the service stops is as lost as in a crash: nobody was told of it.
            if self.isStopped { return }
        }
    }

    /// Looks once more: the runtime may let other work of the actor run between an `await` and its continuation.
    private func waitForBatch(_ waiter: CheckedContinuation<Void, Never>) {
        if self.pending.count > 0 || self.isStopped {
            waiter.resume()
        } else {
            self.batchWaiter = waiter
        }
    }

    /// - Returns: those that cannot be written before there is room on the disk, in their order.
    func commit(_ items: [PendingBatch.Item]) async throws(RuntimeError) -> [PendingBatch.Item] {
        do throws(RuntimeError) {
            let outcomes = try await self.store.commit(items.map(\.transaction))
            self.commitCount += 1
            self.storeHasRoom()
            for (item, outcome) in zip(items, outcomes) { self.perform(item, outcome) }
        } catch {
            if error.code == .storeFull { return try await self.commitWithoutRoom(items, error) }
            if error.code == .conflict, items.count > 1 { return try await self.commitOneByOne(items) }
            if error.code == .conflict, let commander = items[0].commander {
                self.refuse(items[0], error, to: commander)
            } else if error.code == .conflict, let job = items[0].job, self.jobs[job] == nil {
                // The job was withdrawn: its command was refused, or repeated an earlier one.
                self.leave(items[0])
                self.logger.debug("a step of a withdrawn job was dropped", metadata: ["job": "\(job)"])
            } else {
                throw error
            }
        }
        return []
    }

    /// One of them is about something that is gone: each for itself, so that the others are not held up.
    private func commitOneByOne(
        _ items: [PendingBatch.Item]
    ) async throws(RuntimeError) -> [PendingBatch.Item] {
        for (index, item) in items.enumerated() {
            let waiting = try await self.commit([item])
            if !waiting.isEmpty { return waiting + items[(index + 1)...] }
        }
        return []
    }

    /// An item will not be written.
    func refuse(_ item: PendingBatch.Item, _ error: RuntimeError, to commander: ReplyAddress) {
        self.leave(item)
        // A refused version is none: whoever reserves the next number begins with what is committed.
        self.reservedVersions = [:]
        item.onRefusal?(self)
        self.refuse(error, to: commander)
    }

    /// An item was written, or never will be.
    private func leave(_ item: PendingBatch.Item) {
        self.pending.left(item)
        self.hasStored(item.charge)
    }

    private func perform(_ item: PendingBatch.Item, _ outcome: TransactionOutcome) {
        self.leave(item)
        switch outcome {
        case .applied:
            for effect in item.effects { effect(self) }
        case .repeated(let earlier):
            item.onRepeat?(self, earlier)
        }
    }

    /// Says one thing to one peer. A peer that is gone asks again when it is back.
    func send(_ message: Message, to address: ReplyAddress) {
        let socket = address.socket == .commands ? self.commands : self.bodies
        if socket?.send(message.encoded, to: address.peer) == .full {
            self.droppedMessageCount += 1
            self.logger.warning(
                "an answer was dropped: the client does not read", metadata: ["account": "\(address.account)"]
            )
        }
    }

    func reply(
        _ value: some Encodable, bodies: [[UInt8]] = [], header: MessageHeader? = nil,
        to address: ReplyAddress
    ) {
        var header = header ?? MessageHeader(.reply)
        header.kindByte = MessageKind.reply.rawValue
        header.contentType = .json
        header.sequence = address.correlation
        do throws(RuntimeError) {
            let message = try Message(header, json: value, bodies: bodies)
            // The client would drop a longer frame without a word.
            guard message.frames[0].count <= self.limits.sockets.frameByteCountMax else {
                throw RuntimeError(
                    .payloadTooLarge, "The answer is longer than a frame may be; ask for fewer rows.",
                    context: ["limit": "\(self.limits.sockets.frameByteCountMax)"])
            }
            self.send(message, to: address)
        } catch {
            self.refuse(error, to: address)
        }
    }

    func refuse(_ error: RuntimeError, to address: ReplyAddress) {
        self.send(.error(error, correlation: address.correlation), to: address)
    }
}

/// Where the answer to a command goes.
struct ReplyAddress: Sendable {
    enum Socket: Sendable { case commands, bodies }
    let socket: Socket
    let peer: PeerID
    let account: AccountID
    let correlation: UInt64
    /// What the command holds in memory for as long as it waits.
    var byteCount = 0
}
