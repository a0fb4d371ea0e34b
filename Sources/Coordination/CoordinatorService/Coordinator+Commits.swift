import JobStore
import Logging
import MessageBus
import RuntimeModel
import RuntimeWire

extension Coordinator {
    /// Whether so much waits for the disk that nothing more may be taken.
    var isOverloaded: Bool { self.pending.count >= self.limits.pendingTransactionCountMax }

    /// Puts a transaction into the pending batch.
    func submit(
        _ transaction: StoreTransaction, for commander: ReplyAddress? = nil,
        onRepeat: ((isolated Coordinator, EarlierClaim) -> Void)? = nil, effect: @escaping PendingBatch.Effect
    ) {
        self.pending.append(transaction, for: commander, onRepeat: onRepeat, effect: effect)
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
            try await self.commit(items)
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

    private func commit(_ items: [PendingBatch.Item]) async throws(RuntimeError) {
        do throws(RuntimeError) {
            let outcomes = try await self.store.commit(items.map(\.transaction))
            self.commitCount += 1
            for (item, outcome) in zip(items, outcomes) { self.perform(item, outcome) }
        } catch {
            guard error.code == .conflict else { throw error }
            if items.count > 1 {
                // One of them is about something that is gone: each for itself, so that the others are not held up.
                for item in items { try await self.commit([item]) }
            } else if let commander = items[0].commander {
                // A refused version is none: whoever reserves the next number begins with what is committed.
                self.reservedVersions = [:]
                self.refuse(error, to: commander)
            } else if let job = items[0].job, self.jobs[job] == nil {
                // The job was withdrawn: its command repeated an earlier one.
                self.logger.debug("a step of a withdrawn job was dropped", metadata: ["job": "\(job)"])
            } else {
                throw error
            }
        }
    }

    private func perform(_ item: PendingBatch.Item, _ outcome: TransactionOutcome) {
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
}
