package import RuntimeModel

/// A worker's side of being known to the coordinator: which message is due, and what an answer means. Pure.
///
/// `register` is repeated until `registered` comes; from then on `heartbeat`, until the coordinator says that it does
/// not know the worker, which begins anew.
package struct WorkerMembership: Sendable {
    /// What an incoming message means for the worker.
    package enum Event: Sendable {
        /// The coordinator knows the worker now.
        case admitted(WorkerAdmission)
        /// The coordinator does not know the worker: register, at once.
        case unknown
        /// Nothing to do.
        case nothing
        /// Not about membership.
        case other
    }

    /// What this worker is; its attempts are filled in when a message is made.
    private let registration: WorkerRegistration
    /// How often to register, and to send a heartbeat before the coordinator said how often.
    private let initialInterval: Duration
    /// What the coordinator expects, while it knows the worker.
    package private(set) var admission: WorkerAdmission?
    /// Numbers registrations, so that an answer to an earlier one is recognised.
    private var registrationNumber: UInt64 = 0
    /// The first registration since the worker was last known.
    private var registrationNumberMin: UInt64 = 1

    package init(registration: WorkerRegistration, initialInterval: Duration) {
        self.registration = registration
        self.initialInterval = initialInterval
    }

    package var isAdmitted: Bool { self.admission != nil }

    /// How long to wait between two calls of ``due(attempts:now:)``.
    package var interval: Duration {
        self.admission.map { .milliseconds(max(10, $0.heartbeatIntervalMilliseconds)) }
            ?? self.initialInterval
    }

    /// The message to send now.
    package mutating func due(attempts: [AttemptProgress], now: Timestamp) throws(RuntimeError) -> Message {
        guard self.admission == nil else {
            return try Message(
                MessageHeader(.heartbeat, contentType: .json, time: now),
                json: WorkerHeartbeat(attempts: attempts))
        }
        self.registrationNumber += 1
        var registration = self.registration
        registration.attempts = attempts
        return try Message(
            MessageHeader(.register, contentType: .json, sequence: self.registrationNumber, time: now),
            json: registration)
    }

    /// A message came from the coordinator.
    ///
    /// - Throws: `wire.malformed`, `command.invalid`: the answer cannot be read, and changes nothing.
    package mutating func received(_ message: Message) throws(RuntimeError) -> Event {
        let kind = message.header.kind
        if kind == .registered {
            // Any answer since the worker began to register will do; an earlier one describes an earlier state.
            let number = message.header.sequence
            guard self.admission == nil, number == 0 || number >= self.registrationNumberMin else {
                return .nothing
            }
            let admission = try message.json(as: WorkerAdmission.self)
            self.admission = admission
            return .admitted(admission)
        }
        if kind == .unknownWorker {
            // While registering, this answers something sent before.
            guard self.admission != nil else { return .nothing }
            self.admission = nil
            self.registrationNumberMin = self.registrationNumber + 1
            return .unknown
        }
        return kind == .heartbeatAnswer ? .nothing : .other
    }
}
