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
        _ transaction: StoreTransaction, onRepeat: ((isolated Coordinator, [UInt8]) -> Void)? = nil,
        effect: @escaping PendingBatch.Effect
    ) {
        self.pending.append(transaction, onRepeat: onRepeat, effect: effect)
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
                await withCheckedContinuation { self.batchWaiter = $0 }
                continue
            }
            let items = self.pending.take(self.limits.commitTransactionCountMax)
            self.committing = items.count
            let outcomes = try await self.store.commit(items.map(\.transaction))
            self.committing = 0
            self.commitCount += 1
            for (item, outcome) in zip(items, outcomes) { self.perform(item, outcome) }
        }
    }

    private func perform(_ item: PendingBatch.Item, _ outcome: TransactionOutcome) {
        switch outcome {
        case .applied:
            for effect in item.effects { effect(self) }
        case .repeated(let answer):
            item.onRepeat?(self, answer)
        }
    }

    /// Says one thing to one peer. A peer that is gone asks again when it is back.
    func send(_ message: Message, to address: ReplyAddress) {
        let socket = address.socket == .commands ? self.commands : self.bodies
        if socket?.send(message.encoded, to: address.peer) == .full {
            self.droppedMessageCount += 1
            self.logger.warning("an answer was dropped: the client does not read", metadata: ["account": "\(address.account)"])
        }
    }

    func reply(_ value: some Encodable, bodies: [[UInt8]] = [], header: MessageHeader? = nil, to address: ReplyAddress) {
        var header = header ?? MessageHeader(.reply)
        header.kindByte = MessageKind.reply.rawValue
        header.contentType = .json
        header.sequence = address.correlation
        do {
            self.send(try Message(header, json: value, bodies: bodies), to: address)
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
