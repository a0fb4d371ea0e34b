import JobStore
import RuntimeModel
import RuntimeTestKit
import RuntimeWire
import Testing

/// Goal: whatever a client sends wrongly, it gets a code and the store stays as it was.
@Suite struct BadInputTests {
    /// One wrong command, and the code it deserves. `PROGRAM` stands for a program that is there.
    struct Wrong: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let code: String
        let kind: MessageKind
        let json: String
        var body: [UInt8]? = Array("{}".utf8)
        var form = BodyForm.inline
        /// A key that has to be in the error's context.
        var key: String?

        init(
            _ testDescription: String, _ code: String, _ kind: MessageKind, _ json: String,
            body: [UInt8]? = Array("{}".utf8), form: BodyForm = .inline, naming key: String? = nil
        ) {
            (self.testDescription, self.code, self.kind, self.json) = (testDescription, code, kind, json)
            (self.body, self.form, self.key) = (body, form, key)
        }
    }

    private static let longText = String(repeating: "x", count: 200)
    private static let manyTags = "[" + (0..<33).map { "\"\($0)\"" }.joined(separator: ",") + "]"
    private static let nested = String(repeating: "[", count: 100_000)

    static let runs: [Wrong] = [
        Wrong(
            "an unknown program", "program.notFound", .jobRun, #"{"program_id":"none","idempotency_key":"k"}"#
        ),
        Wrong("no program", "command.invalid", .jobRun, #"{"idempotency_key":"k"}"#),
        Wrong("no key", "command.invalid", .jobRun, #"{"program_id":"PROGRAM"}"#),
        Wrong("an empty key", "command.invalid", .jobRun, #"{"program_id":"PROGRAM","idempotency_key":""}"#),
        Wrong(
            "a long key", "command.invalid", .jobRun,
            #"{"program_id":"PROGRAM","idempotency_key":"\#(longText)"}"#),
        Wrong("JSON that is none", "command.invalid", .jobRun, "{"),
        Wrong("JSON nested too deeply", "command.invalid", .jobRun, nested),
        Wrong("a list for an object", "command.invalid", .jobRun, "[]"),
        Wrong(
            "an unknown backend", "backend.notFound", .jobRun,
            #"{"program_id":"PROGRAM","idempotency_key":"k","backend":"none"}"#),
        Wrong(
            "an unknown environment", "environment.notFound", .jobRun,
            #"{"program_id":"PROGRAM","idempotency_key":"k","environment":"none"}"#),
        Wrong(
            "a longer execution time", "command.invalid", .jobRun,
            #"{"program_id":"PROGRAM","idempotency_key":"k","max_execution_time":101}"#,
            naming: "max_execution_time"),
        Wrong(
            "no execution time at all", "command.invalid", .jobRun,
            #"{"program_id":"PROGRAM","idempotency_key":"k","max_execution_time":0}"#),
        Wrong(
            "a log level that is none of Python's", "command.invalid", .jobRun,
            #"{"program_id":"PROGRAM","idempotency_key":"k","log_level":"NOPE"}"#, naming: "known"),
        Wrong(
            "too many tags", "command.invalid", .jobRun,
            #"{"program_id":"PROGRAM","idempotency_key":"k","tags":\#(manyTags)}"#),
        Wrong(
            "a long tag", "command.invalid", .jobRun,
            #"{"program_id":"PROGRAM","idempotency_key":"k","tags":["\#(longText)"]}"#),
        Wrong(
            "inputs that are not JSON", "inputs.invalid", .jobRun,
            #"{"program_id":"PROGRAM","idempotency_key":"k"}"#, body: Array("{no}".utf8)),
        Wrong(
            "inputs that are no object", "inputs.invalid", .jobRun,
            #"{"program_id":"PROGRAM","idempotency_key":"k"}"#, body: Array("[1]".utf8)),
        Wrong(
            "inputs that are nested too deeply", "inputs.invalid", .jobRun,
            #"{"program_id":"PROGRAM","idempotency_key":"k"}"#, body: Array(nested.utf8)),
        Wrong(
            "no inputs", "wire.malformed", .jobRun, #"{"program_id":"PROGRAM","idempotency_key":"k"}"#,
            body: nil),
        Wrong(
            "a reference that is none", "wire.malformed", .jobRun,
            #"{"program_id":"PROGRAM","idempotency_key":"k"}"#, form: .reference),
        Wrong(
            "a reference to too much", "payload.tooLarge", .jobRun,
            #"{"program_id":"PROGRAM","idempotency_key":"k"}"#,
            body: BodyReference(hash: [UInt8](repeating: 1, count: 32), byteCount: 1 << 40).encoded,
            form: .reference),
        Wrong(
            "a body that is withheld", "wire.malformed", .jobRun,
            #"{"program_id":"PROGRAM","idempotency_key":"k"}"#, form: .withheld),
    ]

    static let others: [Wrong] = [
        Wrong(
            "a body past its end", "body.corrupt", .bodyPut, putJSON(byteCount: 1, offset: 0), body: [1, 2]),
        Wrong(
            "an offset past all", "body.corrupt", .bodyPut, putJSON(byteCount: 9, offset: .max), body: [1, 2]),
        Wrong("a negative offset", "body.corrupt", .bodyPut, putJSON(byteCount: 9, offset: -1), body: [1]),
        Wrong("a huge body", "payload.tooLarge", .bodyPut, putJSON(byteCount: .max, offset: 0), body: [1]),
        Wrong(
            "a body's wrong name", "command.invalid", .bodyPut, #"{"hash":"zz","byte_count":1,"offset":0}"#),
        Wrong(
            "an account's bad name", "account.notAllowed", .accountCreate, #"{"account":"A","role":"user"}"#),
        Wrong(
            "a metadata list", "program.metadataInvalid", .programUpload,
            #"{"idempotency_key":"k","metadata":[]}"#),
        Wrong("no metadata", "command.invalid", .programUpload, #"{"idempotency_key":"k"}"#),
        Wrong(
            "long metadata", "payload.tooLarge", .programUpload,
            #"{"idempotency_key":"k","metadata":{"name":"\#(String(repeating: "x", count: 70_000))"}}"#),
        Wrong(
            "an unknown environment of a program", "environment.notFound", .programUpload,
            #"{"idempotency_key":"k","metadata":{"name":"n","description":"d","max_execution_time":1,"environment":"e"}}"#
        ),
        Wrong(
            "an update of no program", "program.notFound", .programUpdate,
            #"{"program_id":"none","idempotency_key":"k"}"#),
        Wrong("a job that is none", "job.notFound", .jobCancel, "{}"),
        Wrong("an answer for a command", "command.unknown", .reply, "{}"),
        Wrong("a worker's message", "command.unknown", .register, "{}"),
    ]

    private static func putJSON(byteCount: Int, offset: Int) -> String {
        #"{"hash":"\#(String(repeating: "0", count: 64))","byte_count":\#(byteCount),"offset":\#(offset)}"#
    }

    @Test(arguments: runs + others)
    func aWrongCommandGetsItsCodeAndChangesNothing(wrong: Wrong) throws {
        let service = try TestedCoordinator()
        let user = try service.connect(as: TestedCoordinator.user)
        let program = try user.upload()
        let before = try service.contents()
        let json = wrong.json.replacing("PROGRAM", with: program.rawValue)
        let answer = try user.call(
            wrong.kind, frames: [Array(json.utf8)] + (wrong.body.map { [$0] } ?? []), form: wrong.form)
        #expect(answer.refusal == wrong.code)
        let report = try answer.json(as: ErrorReport.self)
        #expect(report.message.hasSuffix("."))
        if let key = wrong.key { #expect(report.context[key] != nil) }
        #expect(try service.contents() == before)
        #expect(try user.call(.serviceStatus).refusal == nil)
        #expect(service.failures.events.isEmpty)
    }

    @Test func allProblemsOfMetadataAreNamedAtOnce() throws {
        let service = try TestedCoordinator()
        let user = try service.connect(as: TestedCoordinator.user)
        let metadata: JSONValue = ["max_execution_time": "long", "spec": 3, "colour": "red"]
        let answer = try user.call(
            .programUpload, ProgramUpload(idempotencyKey: "k", metadata: metadata), body: [1])
        #expect(answer.refusal == "program.metadataInvalid")
        let context = try answer.json(as: ErrorReport.self).context
        #expect(
            Set(context.keys) == ["name", "description", "max_execution_time", "spec", "colour"])
        #expect(context["name"] == "missing")
        #expect(try service.contents().programs.isEmpty)
    }

    @Test func aBackendWithTooFewQubitsIsRefusedBeforeTheRun() throws {
        let service = try TestedCoordinator()
        let user = try service.connect(as: TestedCoordinator.user)
        let metadata: JSONValue = [
            "name": "n", "description": "d", "max_execution_time": 5,
            "spec": ["backend_requirements": ["min_num_qubits": 3]],
        ]
        let program = try user.call(
            .programUpload, ProgramUpload(idempotencyKey: "k", metadata: metadata), body: [1]
        ).json(as: ProgramVersion.self).programID
        let run = JobRun(programID: program, idempotencyKey: "run", backend: "small")
        let answer = try user.call(.jobRun, run, body: Array("{}".utf8))
        #expect(answer.refusal == "backend.unsuitable")
        #expect(try service.contents().jobs.isEmpty)
    }

    @Test(arguments: [UInt64.max, 1 << 63, 1000])
    func aTimelineReadFromBeyondItsEndIsEmpty(after: UInt64) throws {
        let service = try TestedCoordinator()
        let user = try service.connect(as: TestedCoordinator.user)
        let job = try user.run(try user.upload())
        let page = try user.call(.timelineRead, TimelineRead(after: after, limit: .max), job: job)
        #expect(page.refusal == nil)
        #expect(page.frames.count == 1)
        #expect(service.failures.events.isEmpty)
    }

    @Test(arguments: [Int.max, 0])
    func aListsStretchFromUntrustedNumbersIsCutToSize(number: Int) throws {
        let service = try TestedCoordinator()
        let user = try service.connect(as: TestedCoordinator.user)
        _ = try user.run(try user.upload())
        let page = Page(limit: number, offset: number)
        let programs = try user.call(.programList, page).json(as: ProgramList.self)
        #expect(programs.programs.isEmpty && programs.count == 1)
        let jobs = try user.call(.jobList, JobListing(limit: number, offset: number)).json(as: JobList.self)
        #expect(jobs.jobs.isEmpty && jobs.count == 1 && jobs.next == nil)
        #expect(service.failures.events.isEmpty)
    }

    @Test(arguments: [Int.min, -1])
    func aListsStretchFromNegativeNumbersIsRefusedByName(number: Int) throws {
        let service = try TestedCoordinator()
        let administrator = try service.connect(as: TestedCoordinator.administrator)
        for (page, field) in [(Page(limit: number), "limit"), (Page(offset: number), "offset")] {
            for kind in [MessageKind.programList, .jobList, .sessionList, .accountList] {
                let answer = try administrator.call(kind, page)
                #expect(answer.refusal == "command.invalid")
                #expect(try answer.json(as: ErrorReport.self).context["field"] == field)
            }
        }
    }

    /// Frames that are no message: an error where there is somebody to tell, and never an end.
    @Test func framesThatAreNoMessageAreRefused() throws {
        let service = try TestedCoordinator()
        let user = try service.connect(as: TestedCoordinator.user)
        let good = Message(MessageHeader(.serviceStatus, sequence: 77)).encoded
        var otherVersion = good
        otherVersion[1][1] = 2
        var unknownKind = good
        unknownKind[1][0] = 0xEE
        var unknownType = good
        unknownType[1][2] = 0xEE
        var unknownForm = good
        unknownForm[1][3] = 0xEE
        let cases: [(frames: [[UInt8]], code: String)] = [
            ([], "wire.malformed"), ([[]], "wire.malformed"), ([good[0]], "wire.malformed"),
            ([Array("XX/1".utf8), good[1]], "wire.malformed"),
            ([good[0], Array(good[1].dropLast())], "wire.malformed"),
            ([good[0], good[1] + [0]], "wire.malformed"),
            (otherVersion, "wire.version"), (unknownType, "wire.malformed"), (unknownForm, "wire.malformed"),
            (unknownKind, "command.unknown"),
        ]
        for (frames, code) in cases where !frames.isEmpty {
            let earlier = user.received.events.count
            user.send(frames: frames)
            service.loop.run(until: { user.received.events.count > earlier }, within: .seconds(1))
            #expect(user.received.events.last?.refusal == code, "\(frames)")
        }
        #expect(try user.call(.serviceStatus).json(as: ServiceStatus.self).droppedMessageCount == 8)
    }

    /// Method: bytes of right commands are changed at random; the seed is the test's argument.
    @Test(arguments: UInt64(0)..<40)
    func randomDamageEndsNothing(seed: UInt64) throws {
        let service = try TestedCoordinator(seed: seed)
        let executor = try service.startWorkers()
        let user = try service.connect(as: TestedCoordinator.user)
        let job = try user.run(try user.upload())
        let outcome = Outcome(summary: OutcomeSummary(status: .lost))
        let report = Report(header: MessageHeader(.outcome, sequence: 1), body: try outcome.encoded())
        var random = SeededRandom(seed: seed)
        for kind in MessageKind.allCases {
            let header = MessageHeader(kind, contentType: .json, attempt: 1, sequence: 1, job: job)
            var frames = Message(header, frames: [Array(#"{"after":0,"tags":[]}"#.utf8), report.packed])
                .encoded
            for _ in 0..<3 {
                let frame = 1 + Int(random.next() % UInt64(frames.count - 1))
                let index = Int(random.next() % UInt64(frames[frame].count))
                frames[frame][index] = UInt8(truncatingIfNeeded: random.next())
            }
            user.send(frames: frames)
            executor.caller.send(frames: frames)
        }
        service.loop.run(for: .seconds(1))
        #expect(service.failures.events.isEmpty)
        #expect(try user.call(.serviceStatus).refusal == nil)
    }
}
