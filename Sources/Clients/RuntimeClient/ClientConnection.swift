package import MessageBus
package import RuntimeModel
package import RuntimeWire

/// One client's sockets, the commands that wait for answers and the timelines that are being followed.
package actor ClientConnection {
    package nonisolated let loop: any BusLoop
    package nonisolated var unownedExecutor: UnownedSerialExecutor { self.loop.asUnownedSerialExecutor() }

    let bus: any MessageBus
    let limits: ClientLimits
    private let commandsEndpoint: Endpoint
    private let credentials: Credentials

    private var commands: (any DealerSocket)?
    private var bodies: (any DealerSocket)?
    var subscriber: (any SubscriberSocket)?
    private var tick: (any LoopTimer)?
    private(set) var isClosed = false

    private var outstanding: [UInt64: OutstandingCommand] = [:]
    private var nextCorrelation: UInt64 = 1
    var followers: [UInt64: Follower] = [:]
    var followersOfJob: [JobID: Set<UInt64>] = [:]
    var nextFollower: UInt64 = 1
    var uploads: [UInt64: BodyUpload] = [:]
    var nextUpload: UInt64 = 1
    var feedReaders: [UInt64: FeedReader] = [:]
    var readerOfFeed: [FeedID: UInt64] = [:]
    private(set) package var hello: ServiceHello?
    /// Messages that broke the contract, since the start.
    package var malformedMessageCount = 0

    package init(
        bus: any MessageBus, loop: any BusLoop, commandsEndpoint: Endpoint, credentials: Credentials,
        limits: ClientLimits = ClientLimits()
    ) {
        self.bus = bus
        self.loop = loop
        self.commandsEndpoint = commandsEndpoint
        self.credentials = credentials
        self.limits = limits
    }

    /// Connects, and learns from the service where events and bodies are.
    ///
    /// - Throws: `service.unreachable` when nobody answers within `duration`; `account.notAllowed`, at once, when the
    ///   token is refused.
    package func open(within duration: Duration) async throws(RuntimeError) {
        self.commands = try self.bus.makeDealer(
            on: self.loop, to: self.commandsEndpoint, as: self.credentials, limits: self.limits.sockets,
            refused: { self.assumeIsolated { $0.wasRefused() } },
            handler: { frames in self.assumeIsolated { $0.receivedAnswer(frames) } })
        self.scheduleTick()
        do throws(RuntimeError) {
            let answer = try await self.call(MessageHeader(.serviceHello), frames: [], within: duration)
            try self.openSockets(named: try answer.json(as: ServiceHello.self))
        } catch {
            self.close()
            guard error.code == .timedOut else { throw error }
            throw RuntimeError(
                .unreachable, "The service does not answer; is it running at this address?",
                context: ["url": self.commandsEndpoint.address])
        }
    }

    private func openSockets(named hello: ServiceHello) throws(RuntimeError) {
        self.hello = hello
        self.subscriber = try self.bus.makeSubscriber(
            on: self.loop, to: Endpoint(hello.eventsEndpoint), as: self.credentials,
            limits: self.limits.sockets
        ) { frames in
            self.assumeIsolated { $0.receivedEvent(frames) }
        }
        self.bodies = try self.bus.makeDealer(
            on: self.loop, to: Endpoint(hello.bodiesEndpoint), as: self.credentials,
            limits: self.limits.sockets
        ) { frames in
            self.assumeIsolated { $0.receivedAnswer(frames) }
        }
    }

    /// Ends everything: commands without an answer and followed timelines get `service.stopping`.
    package func close() {
        guard !self.isClosed else { return }
        self.isClosed = true
        self.tick?.cancel()
        self.commands?.close()
        self.bodies?.close()
        self.subscriber?.close()
        self.failAll(RuntimeError(.stopping, "The connection was closed."))
    }

    /// The service does not accept the token (any more): whoever waits is told so, and need not wait for its time to be
    /// over. The socket goes on trying.
    private func wasRefused() {
        self.failAll(
            RuntimeError(.notAllowed, "The service does not accept the account and its token."))
    }

    private func failAll(_ error: RuntimeError) {
        let waiting = self.outstanding.sorted { $0.key < $1.key }
        self.outstanding = [:]
        for (_, command) in waiting { command.completion(self, .failure(error)) }
        self.closeFollowers(error)
        self.closeFeedReaders(error)
    }

    // MARK: - Commands

    private struct OutstandingCommand {
        let message: Message
        let socket: CommandSocket
        let deadline: MonotonicTime
        var sentAt: MonotonicTime
        /// Whether the socket has taken it.
        var isSent = false
        let completion: Completion

        /// Whether it may be carried out twice. The answers to these hold a token that is shown once: the second one
        /// would be refused, or make the first token worthless.
        var isRepeatable: Bool {
            self.message.header.kind != .accountCreate && self.message.header.kind != .accountRenewToken
        }
    }

    /// Takes the answer to a command, or why there is none.
    typealias Completion = (isolated ClientConnection, Result<Message, RuntimeError>) -> Void

    package enum CommandSocket: Sendable { case commands, bodies }

    /// Sends a command and waits for its answer; sends it again while there is none.
    ///
    /// - Throws: what the service answered; `payload.tooLarge` for a frame that the service does not take;
    ///   `service.timedOut`, `queue.full`, `service.stopping`.
    package func call(
        _ header: MessageHeader, frames: [[UInt8]], on socket: CommandSocket = .commands,
        within duration: Duration? = nil
    ) async throws(RuntimeError) -> Message {
        let result = await withCheckedContinuation { continuation in
            self.ask(header, frames: frames, on: socket, within: duration) {
                continuation.resume(returning: $1)
            }
        }
        return try result.get()
    }

    /// As ``call(_:frames:on:within:)``, for a caller that cannot wait.
    func ask(
        _ header: MessageHeader, frames: [[UInt8]] = [], on socket: CommandSocket = .commands,
        within duration: Duration? = nil, _ completion: @escaping Completion
    ) {
        guard !self.isClosed else {
            completion(self, .failure(RuntimeError(.stopping, "The connection was closed.")))
            return
        }
        guard self.outstanding.count < self.limits.outstandingCommandCountMax else {
            completion(self, .failure(RuntimeError(.queueFull, "Too many commands are without an answer.")))
            return
        }
        if let error = self.excess(of: frames) { return completion(self, .failure(error)) }
        var header = header
        header.sequence = self.nextCorrelation
        self.nextCorrelation += 1
        let message = Message(header, frames: frames)
        let now = self.loop.now
        self.outstanding[header.sequence] = OutstandingCommand(
            message: message, socket: socket, deadline: now + (duration ?? self.limits.commandDuration),
            sentAt: now,
            completion: completion)
        self.transmit(header.sequence)
    }

    /// A longer frame would end the connection on the service's side, and so would the same command that is sent again.
    private func excess(of frames: [[UInt8]]) -> RuntimeError? {
        guard let limit = self.hello?.frameByteCountMax else { return nil }
        return frames.first { $0.count > limit }.map {
            .payloadTooLarge($0.count, limit: limit, named: "frame_byte_count_max")
        }
    }

    private func transmit(_ correlation: UInt64) {
        guard let command = self.outstanding[correlation] else { return }
        let socket = command.socket == .commands ? self.commands : self.bodies
        // A full queue is no failure yet: the command is sent again until its time is over.
        if socket?.send(command.message.encoded) == .accepted { self.outstanding[correlation]?.isSent = true }
    }

    private func receivedAnswer(_ frames: Frames) {
        do throws(RuntimeError) {
            let message = try Message(frames: frames)
            guard let command = self.outstanding.removeValue(forKey: message.header.sequence) else {
                // The answer to a command that was sent twice, or given up.
                return
            }
            if message.header.kind == .reply {
                command.completion(self, .success(message))
            } else if message.header.kind == .error {
                // An error that cannot be read is still an error.
                let report = (try? message.json(as: ErrorReport.self))?.error
                command.completion(
                    self,
                    .failure(
                        report ?? RuntimeError(.malformedMessage, "The service sent an unreadable error.")))
            } else {
                command.completion(
                    self, .failure(RuntimeError(.malformedMessage, "The answer is of an unknown kind.")))
            }
        } catch {
            self.malformedMessageCount += 1
        }
    }

    private func scheduleTick() {
        self.tick = self.loop.schedule(after: .milliseconds(100)) {
            self.assumeIsolated { $0.ticked() }
        }
    }

    private func ticked() {
        guard !self.isClosed else { return }
        let now = self.loop.now
        for (correlation, command) in self.outstanding.sorted(by: { $0.key < $1.key }) {
            if now >= command.deadline {
                self.outstanding[correlation] = nil
                command.completion(
                    self, .failure(RuntimeError(.timedOut, "The service did not answer in time.")))
            } else if command.isRepeatable || !command.isSent,
                now - command.sentAt >= self.limits.resendInterval
            {
                self.outstanding[correlation]?.sentAt = now
                self.transmit(correlation)
            }
        }
        self.probeIdleFollowers(now: now)
        self.renewFeeds(now: now)
        self.scheduleTick()
    }
}
