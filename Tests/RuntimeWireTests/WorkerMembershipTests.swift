import RuntimeModel
import RuntimeWire
import Testing

@Suite struct WorkerMembershipTests {
    private let now = Timestamp(microseconds: 1)

    private func makeMembership() -> WorkerMembership {
        WorkerMembership(
            registration: WorkerRegistration(
                workerID: WorkerID("w"), incarnation: "1", role: .executor, host: "h", processID: 1, slots: 1,
                environments: [], backends: [], attempts: []),
            initialInterval: .milliseconds(300))
    }

    private func admission(answering number: UInt64) throws -> Message {
        let admission = WorkerAdmission(
            leaseDurationMilliseconds: 1000, heartbeatIntervalMilliseconds: 100, reportWindow: 5,
            bodiesEndpoint: "b",
            bodyByteCountMax: 10, known: [])
        return try Message(MessageHeader(.registered, contentType: .json, sequence: number), json: admission)
    }

    @Test func itRegistersUntilAdmittedAndThenSendsHeartbeats() throws {
        var membership = self.makeMembership()
        let attempts = [AttemptProgress(jobID: JobID(high: 1, low: 1), attempt: 2, lastReport: 3)]
        #expect(membership.interval == .milliseconds(300))
        for number in 1...2 as ClosedRange<UInt64> {
            let message = try membership.due(attempts: attempts, now: self.now)
            #expect(message.header.kind == .register)
            #expect(message.header.sequence == number)
            #expect(try message.json(as: WorkerRegistration.self).attempts == attempts)
        }
        let event = try membership.received(self.admission(answering: 1))
        guard case .admitted(let admission) = event else { return #expect(Bool(false), "\(event)") }
        #expect(admission.reportWindow == 5)
        #expect(membership.interval == .milliseconds(100))
        let heartbeat = try membership.due(attempts: attempts, now: self.now)
        #expect(heartbeat.header.kind == .heartbeat)
        #expect(try heartbeat.json(as: WorkerHeartbeat.self).attempts == attempts)
    }

    @Test func anAnswerToAnEarlierRegistrationIsNoAdmission() throws {
        var membership = self.makeMembership()
        _ = try membership.due(attempts: [], now: self.now)
        _ = try membership.received(self.admission(answering: 1))
        guard case .unknown = try membership.received(Message(MessageHeader(.unknownWorker))) else {
            return #expect(Bool(false), "The worker begins anew.")
        }
        _ = try membership.due(attempts: [], now: self.now)
        _ = try membership.received(self.admission(answering: 1))
        #expect(!membership.isAdmitted)
        _ = try membership.received(self.admission(answering: 2))
        #expect(membership.isAdmitted)
    }

    @Test func whatCannotBeReadChangesNothing() throws {
        var membership = self.makeMembership()
        _ = try membership.due(attempts: [], now: self.now)
        #expect(throws: RuntimeError.self) {
            try membership.received(
                Message(MessageHeader(.registered, sequence: 1), frames: [Array("{}".utf8)]))
        }
        #expect(!membership.isAdmitted)
    }
}
