import RuntimeModel
import RuntimeWire
import Testing

@Suite struct MessageTests {
    private let job = JobID(high: 1, low: 2)

    private func error(of body: () throws -> Void) -> RuntimeError? {
        do {
            try body()
            return nil
        } catch {
            return error as? RuntimeError
        }
    }

    @Test func aMissingJSONFrameIsNamed() {
        let message = Message(MessageHeader(.jobRun))
        let error = self.error { _ = try message.json(as: JobRun.self) }
        #expect(error?.code == .malformedMessage)
        #expect(error?.context == ["frame": "2"])
    }

    @Test func aMissingBodyFrameIsNamed() {
        let message = Message(MessageHeader(.jobRun), frames: [Array("{}".utf8)])
        let error = self.error { _ = try message.body() }
        #expect(error?.code == .malformedMessage)
        #expect(error?.context == ["frame": "3"])
    }

    @Test func aWrongFieldIsNamedByItsPath() {
        let bytes = Array(#"{"attempts":[{"job_id":"x","attempt":1,"last_report":0}]}"#.utf8)
        let error = self.error { _ = try WireJSON.decode(WorkerHeartbeat.self, from: bytes) }
        #expect(error?.code == .invalidCommand)
        #expect(error?.context["field"]?.hasPrefix("attempts.") == true)
        #expect(error?.context["field"]?.hasSuffix("job_id") == true)
    }

    @Test func aMissingFieldIsNamed() {
        let error = self.error { _ = try WireJSON.decode(BackendName.self, from: Array("{}".utf8)) }
        #expect(error?.context == ["field": "name"])
    }

    @Test func unknownFieldsAreLetPass() throws {
        let bytes = Array(#"{"name":"line5","added_later":1}"#.utf8)
        #expect(try WireJSON.decode(BackendName.self, from: bytes) == BackendName(name: "line5"))
    }

    @Test func JSONIsReadToALimitedDepthOnly() throws {
        func nested(_ count: Int) -> [UInt8] {
            let value = String(repeating: "[", count: count - 1) + String(repeating: "]", count: count - 1)
            return Array(#"{"name":"[[\"{{","more":\#(value)}"#.utf8)
        }
        let name = try WireJSON.decode(BackendName.self, from: nested(WireJSON.nestingCountMax))
        #expect(name == BackendName(name: #"[["{{"#))
        let error = self.error {
            _ = try WireJSON.decode(BackendName.self, from: nested(WireJSON.nestingCountMax + 1))
        }
        #expect(error?.code == .invalidCommand)
        #expect(error?.context == ["limit": "32"])
    }

    @Test func aNumberThatIsNotFiniteCannotBeWritten() {
        let status = ServiceStatus(
            version: "1", uptimeSeconds: .nan, queuedJobCount: 0, runningJobCount: 0, commitCount: 0,
            droppedMessageCount: 0, synchronous: 2, workers: [])
        #expect(self.error { _ = try WireJSON.encode(status) }?.code == .invalidCommand)
    }

    @Test func anErrorMessageCarriesEverythingButTheCause() throws {
        let cause = RuntimeError(.storeFailed, "Secret.")
        let error = RuntimeError(.backendNotFound, "None.", context: ["backend": "x"], cause: cause)
        let message = Message.error(error, correlation: 9, job: self.job)
        #expect(message.header.kind == .error)
        #expect(message.header.sequence == 9)
        #expect(message.header.job == self.job)
        let report = try message.json(as: ErrorReport.self)
        #expect(report.error.code == .backendNotFound)
        #expect(report.error.message == "None.")
        #expect(report.error.context == ["backend": "x"])
        #expect(!message.frames.joined().elementsEqual([]))
        #expect(!String(decoding: message.frames[0], as: UTF8.self).contains("Secret"))
    }

    @Test func anAttemptBeyondItsFieldIsClampedAndNeverTraps() throws {
        let header = MessageHeader(.status, attempt: 1 << 20)
        #expect(try MessageHeader(bytes: header.encoded()).attempt == 0xFFFF)
        let negative = MessageHeader(.status, attempt: -1)
        #expect(try MessageHeader(bytes: negative.encoded()).attempt == 0)
    }

    @Test func theMarkersTopicIsUnderNoInstalledTopic() {
        let marker = Topic.marker(of: self.job)
        #expect(Topic.all(of: self.job).allSatisfy { !marker.starts(with: $0) })
        #expect(marker.starts(with: Topic.prefix(of: self.job)))
    }

    @Test func topicsOfOneJobReachNoOther() {
        let other = JobID(high: 1, low: 0x20)
        #expect(!Topic.prefix(of: other).starts(with: Topic.prefix(of: self.job)))
        #expect(Topic.parse(Topic.prefix(of: other))?.job == other)
    }

    @Test(arguments: EventKind.allCases)
    func everyKindOfEventIsAKindOfMessageAndATopic(kind: EventKind) throws {
        #expect(MessageKind(rawValue: kind.rawValue) != nil)
        let parsed = try #require(Topic.parse(Topic.bytes(of: self.job, kind: kind)))
        #expect(parsed.job == self.job)
        #expect(parsed.topics == [Topic.bytes(of: self.job, kind: kind)])
    }
}
