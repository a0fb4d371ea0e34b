import ContentHashing
import MessageBus
import RuntimeModel
import RuntimeTestKit
import RuntimeWire

/// A coordinator's side of the workers' protocol, under a test's control. Keeps what is reported as a store would.
final class TestCoordinator: Sendable {
    /// What came in.
    enum Event: Sendable {
        case registration(WorkerRegistration)
        case heartbeat([AttemptProgress])
        /// A report that was new, in order.
        case report(Report)
        case drain
    }

    private struct State {
        var workers: (any RouterSocket)?
        var bodies: (any RouterSocket)?
        var peer: PeerID?
        /// Reports by attempt, dense.
        var reports: [AttemptKey: [Report]] = [:]
        var stored: [String: [UInt8]] = [:]
        var parts: [String: [UInt8]] = [:]
        var leased: Set<AttemptKey> = []
        var knowsWorker = false
        var admits = true
        var acknowledges = true
        var window = 16
        var receivedCount = 0
    }

    static let endpoint = Endpoint("inproc://workers")
    static let worker = AccountID("worker")

    let events = EventRecorder<Event>()
    private let loop: any BusLoop
    private let bus: any MessageBus
    private let endpoint: Endpoint
    private let bodiesEndpoint: Endpoint
    private let state: LoopConfined<State>

    /// - Parameter endpoint: where it takes workers; bodies go to one of a like name.
    init(on loop: any BusLoop, bus: any MessageBus, at endpoint: Endpoint) {
        self.loop = loop
        self.bus = bus
        self.endpoint = endpoint
        self.bodiesEndpoint = Endpoint(endpoint.address + "-bodies")
        self.state = LoopConfined(State(), on: loop)
    }

    /// Binds the sockets. Only on the loop, as everything here but ``events``.
    func start() throws {
        let limits = SocketLimits()
        self.state.value.workers = try self.bus.makeRouter(on: self.loop, at: self.endpoint, limits: limits) {
            [weak self] in self?.received($0)
        }
        self.state.value.bodies = try self.bus.makeRouter(
            on: self.loop, at: self.bodiesEndpoint, limits: limits
        ) {
            [weak self] in self?.receivedBody($0)
        }
    }

    /// Closes the sockets.
    func close() {
        self.state.value.workers?.close()
        self.state.value.bodies?.close()
    }

    /// Forgets the worker, as a new start of the process would, and keeps what was stored.
    func restart() { self.state.value.knowsWorker = false }

    var admits: Bool {
        get { self.state.value.admits }
        set { self.state.value.admits = newValue }
    }
    /// While false, nothing that is reported is taken or answered.
    var acknowledges: Bool {
        get { self.state.value.acknowledges }
        set { self.state.value.acknowledges = newValue }
    }
    var window: Int {
        get { self.state.value.window }
        set { self.state.value.window = newValue }
    }
    /// Report messages that came in, taken or not.
    var receivedCount: Int { self.state.value.receivedCount }

    func stored(_ reference: BodyReference) -> [UInt8]? { self.state.value.stored[reference.hashText] }

    func store(_ body: [UInt8]) -> BodyReference {
        let reference = ContentHash.reference(to: body)
        self.state.value.stored[reference.hashText] = body
        return reference
    }

    /// The lease of an attempt is over.
    func endLease(of key: AttemptKey) { self.state.value.leased.remove(key) }

    func lease(_ key: AttemptKey, grant: LeaseGrant, source: [UInt8], inputs: [UInt8], flags: UInt16 = 0) {
        self.state.value.leased.insert(key)
        let header = MessageHeader(
            .lease, contentType: .json, flags: flags, attempt: key.attempt, job: key.job)
        self.send(try? Message(header, json: grant, bodies: [source, inputs]))
    }

    func stop(_ key: AttemptKey, _ order: StopOrder) {
        self.send(
            try? Message(
                MessageHeader(.stop, contentType: .json, attempt: key.attempt, job: key.job), json: order))
    }

    func answerStale(_ key: AttemptKey) {
        self.send(Message(MessageHeader(.reportAnswer, flags: 1, attempt: key.attempt, job: key.job)))
    }

    func send(_ message: Message?) {
        guard let message, let peer = self.state.value.peer else { return }
        _ = self.state.value.workers?.send(message.encoded, to: peer)
    }

    private func received(_ peerMessage: PeerMessage) {
        guard let message = try? Message(frames: peerMessage.frames) else { return }
        self.state.value.peer = peerMessage.peer
        if message.header.kind == .register { return self.register(message) }
        guard self.state.value.knowsWorker else { return self.send(Message(MessageHeader(.unknownWorker))) }
        if message.header.kind == .heartbeat {
            guard let heartbeat = try? message.json(as: WorkerHeartbeat.self) else { return }
            self.send(Message(MessageHeader(.heartbeatAnswer)))
            self.events.record(.heartbeat(heartbeat.attempts))
        } else if message.header.kind == .report {
            self.report(message)
        } else if message.header.kind == .drain {
            self.events.record(.drain)
        }
    }

    private func register(_ message: Message) {
        guard let registration = try? message.json(as: WorkerRegistration.self) else { return }
        self.events.record(.registration(registration))
        guard self.state.value.admits else { return }
        self.state.value.knowsWorker = true
        let known = self.state.value.leased.map {
            AttemptProgress(
                jobID: $0.job, attempt: $0.attempt,
                lastReport: UInt64(self.state.value.reports[$0]?.count ?? 0))
        }
        let admission = WorkerAdmission(
            leaseDurationMilliseconds: 10_000, heartbeatIntervalMilliseconds: 20,
            reportWindow: self.state.value.window, bodiesEndpoint: self.bodiesEndpoint.address,
            bodyByteCountMax: 8 << 20, known: known)
        self.send(try? Message(MessageHeader(.registered, contentType: .json), json: admission))
    }

    private func report(_ message: Message) {
        self.state.value.receivedCount += 1
        guard self.state.value.acknowledges else { return }
        let key = message.header.attemptKey
        guard self.state.value.leased.contains(key) else { return self.answerStale(key) }
        for frame in message.frames {
            guard let report = try? Report(packed: frame),
                report.number == UInt64(self.state.value.reports[key]?.count ?? 0) + 1
            else { continue }
            self.state.value.reports[key, default: []].append(report)
            self.events.record(.report(report))
        }
        let last = UInt64(self.state.value.reports[key]?.count ?? 0)
        self.send(Message(MessageHeader(.reportAnswer, attempt: key.attempt, sequence: last, job: key.job)))
    }

    private func receivedBody(_ peerMessage: PeerMessage) {
        guard let message = try? Message(frames: peerMessage.frames) else { return }
        let correlation = message.header.sequence
        var answer: Message?
        if let put = try? message.json(as: BodyPut.self), let chunk = try? message.body() {
            self.state.value.parts[put.hash, default: []] += chunk
            let received = self.state.value.parts[put.hash]?.count ?? 0
            if received == put.byteCount {
                self.state.value.stored[put.hash] = self.state.value.parts.removeValue(forKey: put.hash)
            }
            answer = try? Message(
                MessageHeader(.reply, contentType: .json, sequence: correlation),
                json: BodyProgress(received: received))
        } else if let get = try? message.json(as: BodyGet.self), let body = self.state.value.stored[get.hash]
        {
            let part = Array(body[get.offset..<min(body.count, get.offset + get.byteCount)])
            answer = try? Message(
                MessageHeader(.reply, contentType: .json, sequence: correlation),
                json: BodyProgress(received: body.count), bodies: [part])
        }
        let missing = Message.error(RuntimeError(.bodyNotFound, "No such body."), correlation: correlation)
        _ = self.state.value.bodies?.send((answer ?? missing).encoded, to: peerMessage.peer)
    }
}
