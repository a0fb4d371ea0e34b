import JobStore
import MessageBus
import RuntimeModel
import RuntimeWire

extension Coordinator {
    /// A message came in at the socket for commands or for bodies.
    func received(_ peerMessage: PeerMessage, on socket: ReplyAddress.Socket) {
        let message: Message
        do {
            message = try Message(frames: peerMessage.frames)
        } catch {
            self.droppedMessageCount += 1
            let address = ReplyAddress(
                socket: socket, peer: peerMessage.peer, account: peerMessage.account, correlation: 0)
            self.refuse(error, to: address)
            return
        }
        let address = ReplyAddress(
            socket: socket, peer: peerMessage.peer, account: peerMessage.account,
            correlation: message.header.sequence, byteCount: message.frames.reduce(0) { $0 + $1.count })
        do {
            try self.command(message, from: address, as: self.accounts.role(of: peerMessage.identity))
        } catch {
            self.refuse(error, to: address)
        }
    }

    private func command(
        _ message: Message, from address: ReplyAddress, as role: AccountRole
    ) throws(RuntimeError) {
        guard let kind = message.header.kind else { throw Self.unknownCommand(message) }
        try self.requirePlace(for: kind)
        // No other command is as long as a batch may be.
        guard address.byteCount <= self.limits.batchByteCountMax else {
            throw .payloadTooLarge(
                address.byteCount, limit: self.limits.batchByteCountMax, named: "batch_byte_count_max")
        }
        if role == .worker, kind != .bodyPut, kind != .bodyGet {
            throw RuntimeError(.notAllowed, "An account of role worker may only register as a worker.")
        }
        switch kind {
        case .programUpload: try self.programUpload(message, from: address)
        case .programUpdate: try self.programUpdate(message, from: address)
        case .programDelete: try self.programDelete(message, from: address)
        case .programList: try self.programList(message, from: address)
        case .programGet: try self.programGet(message, from: address)
        case .programSetVisibility: try self.programSetVisibility(message, from: address)
        case .programHistory: try self.programHistory(message, from: address)
        case .jobRun: try self.jobRun(message, from: address)
        case .jobCancel: try self.jobCancel(message, from: address)
        case .jobGet: try self.jobGet(message, from: address)
        case .jobList: try self.jobList(message, from: address)
        case .jobResult: try self.jobResult(message, from: address)
        case .jobDelete: try self.jobDelete(message, from: address)
        case .jobTag: try self.jobTag(message, from: address)
        case .jobRunBatch: try self.jobRunBatch(message, from: address)
        case .sessionOpen: try self.sessionOpen(message, from: address)
        case .sessionClose: try self.sessionClose(message, from: address)
        case .sessionGet: try self.sessionGet(message, from: address)
        case .sessionList: try self.sessionList(message, from: address)
        case .jobAwait: try self.jobAwait(message, from: address)
        case .timelineRead: try self.timelineRead(message, from: address)
        case .timelineLast: try self.timelineLast(message, from: address)
        case .feedOpen: try self.feedOpen(message, from: address)
        case .feedRenew: try self.feedRenew(message, from: address)
        case .feedClose: try self.feedClose(message, from: address)
        case .backendList: self.backendList(from: address)
        case .backendGet: try self.backendGet(message, from: address)
        case .environmentList: self.environmentList(from: address)
        case .accountCreate: try self.accountCreate(message, from: address)
        case .accountList: try self.accountList(message, from: address)
        case .accountDelete: try self.accountDelete(message, from: address)
        case .accountUpdate: try self.accountUpdate(message, from: address)
        case .accountRenewToken: try self.accountRenewToken(message, from: address)
        case .serviceStatus: self.serviceStatus(from: address)
        case .serviceHello: self.serviceHello(role: role, from: address)
        case .bodyPut: try self.bodyPut(message, from: address)
        case .bodyGet: try self.bodyGet(message, from: address)
        case .reply, .error, .register, .registered, .heartbeat, .heartbeatAnswer, .lease, .stop, .report,
            .reportAnswer, .drain, .unknownWorker, .status, .interim, .log, .metric, .result, .subscribed,
            .outcome, .progress, .checkpoint, .sessionEnded,
            .circuitRun, .circuitResult, .circuitError, .circuitCancel:
            throw Self.unknownCommand(message)
        }
    }

    /// Commands that put more before the disk. Who reads is served however much waits there.
    static let addingKinds: Set<MessageKind> = [
        .programUpload, .programUpdate, .programDelete, .programSetVisibility, .jobRun, .jobRunBatch,
        .jobDelete,
        .jobTag, .sessionOpen, .accountCreate, .accountDelete, .accountUpdate, .accountRenewToken, .bodyPut,
    ]

    private static func unknownCommand(_ message: Message) -> RuntimeError {
        RuntimeError(
            .unknownCommand, "This service does not know the command.",
            context: ["kind": "\(message.header.kindByte)"])
    }

    func isAdministrator(_ account: AccountID) -> Bool { self.accounts.role(of: account) == .administrator }

    func requireAdministrator(_ account: AccountID) throws(RuntimeError) {
        guard self.isAdministrator(account) else {
            throw RuntimeError(.notAllowed, "Only an administrator may do that.")
        }
    }

    /// A stretch of a list, from untrusted numbers.
    ///
    /// - Throws: `command.invalid` for negative ones.
    static func page(limit: Int?, offset: Int?) throws(RuntimeError) -> (limit: Int, offset: Int) {
        for (name, number) in [("limit", limit ?? 0), ("offset", offset ?? 0)] where number < 0 {
            throw RuntimeError(
                .invalidCommand, "A number of rows is 0 or more.",
                context: ["field": name, "value": "\(number)"])
        }
        return (min(limit ?? 20, 1000), offset ?? 0)
    }

    /// How many rows of a list fit into an answer, from the first one on; at least one, if there is one.
    func countThatFits(_ rows: some Sequence<some Encodable>) throws(RuntimeError) -> Int {
        // Room for the rest of the answer.
        var byteCount = self.limits.sockets.frameByteCountMax - 1024
        var count = 0
        for row in rows {
            byteCount -= try WireJSON.encode(row).count + 1
            if byteCount < 0, count > 0 { break }
            count += 1
        }
        return count
    }

    func key(_ text: String, of message: Message) throws(RuntimeError) -> CommandKey {
        try CommandKey(text, of: message, byteCountMax: self.limits.idempotencyKeyByteCountMax)
    }

    /// What the store has under a command's key, if anything.
    func earlierClaim(of address: ReplyAddress, _ key: CommandKey) async throws(RuntimeError) -> EarlierClaim?
    {
        try await self.store.earlierClaim(of: address.account, key: key.text, request: key.request)
    }

    /// Answers a command whose key was claimed before: as the first time if it is the same one.
    func repeatAnswer(_ earlier: EarlierClaim, to address: ReplyAddress) {
        switch earlier {
        case .sameCommand(let answer): self.sendFirstAnswer(answer, to: address)
        case .otherCommand:
            self.refuse(
                RuntimeError(
                    .keyReused, "The idempotency key is that of another command; nothing was done."),
                to: address)
        }
    }

    /// Does what may be refused because something has changed since the command came first: it then gets the first answer.
    func doUnlessRepeated(
        _ key: CommandKey, from address: ReplyAddress, _ body: (isolated Coordinator) async throws -> Void
    ) async throws {
        do {
            try await body(self)
        } catch {
            guard let earlier = try await self.earlierClaim(of: address, key) else { throw error }
            self.repeatAnswer(earlier, to: address)
        }
    }

    func sendFirstAnswer(_ answer: [UInt8], to address: ReplyAddress) {
        let header = MessageHeader(.reply, contentType: .json, sequence: address.correlation)
        self.send(Message(header, frames: [answer]), to: address)
    }

    /// The payload in a body frame, whose form stands in the header: the bytes themselves, or their name.
    ///
    /// - Throws: `payload.tooLarge`; `wire.malformed` for a reference that is none.
    func payloadByteCount(
        of body: [UInt8], form: BodyForm, limit: Int, named name: String
    ) throws(RuntimeError) -> Int {
        let count: Int
        switch form {
        case .inline: count = body.count
        case .reference:
            guard let reference = BodyReference(encoded: body) else {
                throw .malformed("The body frame is not a reference.", frame: 3)
            }
            count = reference.byteCount
        case .withheld: throw .malformed("A command's body is inline or a reference.", frame: 1)
        }
        guard count <= limit else { throw .payloadTooLarge(count, limit: limit, named: name) }
        return count
    }
}
