import MessageBus
import RuntimeModel
import RuntimeTestKit
import RuntimeWire

/// A connection that speaks the wire protocol by hand, also wrongly.
final class Caller {
    let received = EventRecorder<Message>()
    private let loop: DeterministicLoop
    private let dealer: any DealerSocket
    private var correlation: UInt64 = 0

    init(on loop: DeterministicLoop, bus: any MessageBus, to endpoint: Endpoint, as credentials: Credentials)
        throws
    {
        self.loop = loop
        let received = self.received
        self.dealer = try bus.makeDealer(on: loop, to: endpoint, as: credentials, limits: SocketLimits()) {
            frames in
            if let message = try? Message(frames: frames) { received.record(message) }
        }
    }

    // MARK: - Raw

    func send(frames: [[UInt8]]) { _ = self.dealer.send(frames) }

    func send(_ message: Message) { _ = self.dealer.send(message.encoded) }

    /// Sends a command and does not wait.
    ///
    /// - Returns: the number that its answer bears.
    @discardableResult
    func send(
        _ kind: MessageKind, frames: [[UInt8]] = [], form: BodyForm = .inline, job: JobID = .none,
        flags: UInt16 = 0
    ) -> UInt64 {
        self.correlation += 1
        let header = MessageHeader(
            kind, contentType: .json, bodyForm: form, flags: flags, sequence: self.correlation, job: job)
        self.send(Message(header, frames: frames))
        return self.correlation
    }

    @discardableResult
    func send(
        _ kind: MessageKind, _ value: some Encodable, body: [UInt8]? = nil, form: BodyForm = .inline,
        job: JobID = .none
    ) throws -> UInt64 {
        self.send(
            kind, frames: [try WireJSON.encode(value)] + (body.map { [$0] } ?? []), form: form, job: job)
    }

    /// Runs everything until an answer is there.
    func answer(to correlation: UInt64) throws -> Message {
        try self.next("an answer") { $0.header.sequence == correlation }
    }

    /// Runs everything until such a message is there.
    func next(_ what: String, within limit: Duration = .seconds(30), where isIt: (Message) -> Bool) throws
        -> Message
    {
        let received = self.received
        self.loop.run(until: { received.events.contains(where: isIt) }, within: limit)
        return try unwrap(received.events.first(where: isIt), what)
    }

    // MARK: - Commands

    func call(
        _ kind: MessageKind, frames: [[UInt8]] = [], form: BodyForm = .inline, job: JobID = .none,
        flags: UInt16 = 0
    ) throws -> Message {
        try self.answer(to: self.send(kind, frames: frames, form: form, job: job, flags: flags))
    }

    func call(
        _ kind: MessageKind, _ value: some Encodable, body: [UInt8]? = nil, form: BodyForm = .inline,
        job: JobID = .none
    ) throws -> Message {
        try self.answer(to: try self.send(kind, value, body: body, form: form, job: job))
    }

    func upload(_ name: String = "program", seconds: Int = 100, key: String = "upload", isPublic: Bool? = nil)
        throws
        -> ProgramID
    {
        try self.call(
            .programUpload, ProgramUpload(idempotencyKey: key, metadata: metadata(name, seconds, isPublic)),
            body: Array("source".utf8)
        ).json(as: ProgramVersion.self).programID
    }

    func run(_ program: ProgramID, key: String = "run") throws -> JobID {
        try self.call(.jobRun, JobRun(programID: program, idempotencyKey: key), body: Array("{}".utf8))
            .json(as: JobAccepted.self).jobID
    }
}

/// Metadata that is right.
func metadata(_ name: String = "program", _ seconds: Int = 100, _ isPublic: Bool? = nil) -> JSONValue {
    var members: [String: JSONValue] = [
        "name": .string(name), "description": "A test.", "max_execution_time": .integer(Int64(seconds)),
    ]
    if let isPublic { members["is_public"] = .bool(isPublic) }
    return .object(members)
}

extension Message {
    /// The code with which a command was refused; `nil` for another answer.
    var refusal: String? {
        guard self.header.kind == .error else { return nil }
        // An error that cannot be read is no refusal that a test expects.
        return try? self.json(as: ErrorReport.self).code
    }
}
