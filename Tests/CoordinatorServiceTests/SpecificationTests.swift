import MessageBus
import RuntimeClient
import RuntimeModel
import RuntimeTestKit
import RuntimeWire
import Testing

/// What a program's `spec` asks is held against what goes in and comes out.
@Suite struct SpecificationTests {
    private let spec: JSONValue = [
        "parameters": [
            "type": "object", "required": ["iterations"], "additionalProperties": false,
            "properties": ["iterations": ["type": "integer", "minimum": 0], "label": ["maxLength": 3]],
        ],
        "interim_results": ["type": "integer", "maximum": 2],
        "return_values": ["const": "done"],
    ]

    private func upload(_ user: Caller, _ spec: JSONValue, key: String = "upload") throws -> Message {
        let metadata: JSONValue = [
            "name": "program", "description": "A test.", "max_execution_time": 100, "spec": spec,
        ]
        return try user.call(
            .programUpload, ProgramUpload(idempotencyKey: key, metadata: metadata), body: Array("source".utf8)
        )
    }

    private func run(_ user: Caller, _ program: ProgramID, _ inputs: String, backend: String? = nil) throws
        -> Message
    {
        try user.call(
            .jobRun, JobRun(programID: program, idempotencyKey: inputs, backend: backend),
            body: Array(inputs.utf8))
    }

    @Test func allProblemsOfASpecAreToldAtItsUpload() throws {
        let service = try TestedCoordinator()
        let user = try service.connect(as: TestedCoordinator.user)
        let answer = try self.upload(
            user,
            [
                "parameters": ["properties": ["a": ["type": "integr"], "b": ["$ref": "other.json"]]],
                "interim_results": ["pattern": "("], "return_values": 7, "inputs": [:],
                "backend_requirements": ["min_num_qubits": -1, "colour": "red"],
            ])
        #expect(answer.refusal == "program.metadataInvalid")
        let context = try answer.json(as: ErrorReport.self).context
        #expect(
            context.keys.sorted() == [
                "spec.backend_requirements.colour", "spec.backend_requirements.min_num_qubits", "spec.inputs",
                "spec.interim_results#/pattern", "spec.parameters#/properties/a/type",
                "spec.parameters#/properties/b/$ref", "spec.return_values#",
            ])
        #expect(try service.contents().programs.isEmpty)
    }

    @Test func inputsThatDoNotFitAreRefusedBeforeAJobExists() throws {
        let service = try TestedCoordinator()
        let user = try service.connect(as: TestedCoordinator.user)
        let program = try self.upload(user, self.spec).json(as: ProgramVersion.self).programID
        let answer = try self.run(user, program, #"{"iterations":-1,"label":"long","other":1}"#)
        #expect(answer.refusal == "inputs.invalid")
        let context = try answer.json(as: ErrorReport.self).context
        #expect(context["count"] == "3")
        #expect(context["path"] == "/iterations")
        #expect(context["rule"] == "#/properties/iterations/minimum")
        #expect(context["problem"] == "It is -1, below the minimum of 0.")
        #expect(context["path_2"] == "/label")
        #expect(context["path_3"] == "/other")
        #expect(try self.run(user, program, "{}").refusal == "inputs.invalid")
        #expect(try service.contents().jobs.isEmpty)
        #expect(try self.run(user, program, #"{"iterations":2}"#).refusal == nil)
        #expect(try service.contents().jobs.count == 1)
    }

    @Test func inputsThatAreStoredApartAreHeldAgainstTheSchemaToo() throws {
        let service = try TestedCoordinator()
        let user = try service.connect(as: TestedCoordinator.user)
        let program = try self.upload(user, self.spec).json(as: ProgramVersion.self).programID
        let client = try service.connectClient()
        let padding = String(repeating: " ", count: 400_000)
        for (inputs, code) in [
            (#"{"iterations":1\#(padding)}"#, nil), (#"{"iterations":"1"\#(padding)}"#, "inputs.invalid"),
        ] as [(String, String?)] {
            let outcome = service.loop.run { () -> String? in
                do {
                    _ = try await client.run(program, inputs: Array(inputs.utf8))
                    return nil
                } catch let error as RuntimeError {
                    return error.code.rawValue
                }
            }
            #expect(try unwrap(outcome).get() == code)
        }
        #expect(try service.contents().jobs.count == 1)
    }

    // feature: 14
    @Test(
        arguments: [
            (["min_num_qubits": 3], "small", "min_num_qubits"),
            (["max_num_qubits": 1], "simulator", "max_num_qubits"),
            (["simulator": false], nil, "simulator"), (["basis_gates": ["nope"]], nil, "basis_gates"),
            (["name": ["nope"]], nil, "name"), (["min_shots": 1_000_000_000], nil, "min_shots"),
        ] as [(JSONValue, String?, String)])
    func aBackendThatDoesNotMeetARequirementIsRefusedWithIt(
        requirements: JSONValue, backend: String?, attribute: String
    ) throws {
        let service = try TestedCoordinator()
        let user = try service.connect(as: TestedCoordinator.user)
        let program = try self.upload(user, ["backend_requirements": requirements])
            .json(as: ProgramVersion.self).programID
        let answer = try self.run(user, program, "{}", backend: backend)
        #expect(answer.refusal == "backend.unsuitable")
        let context = try answer.json(as: ErrorReport.self).context
        #expect(context["requirement"] == attribute)
        #expect(context["required"] != nil)
        #expect(context["offered"] != nil)
    }

    // feature: 8, 9
    @Test func messagesThatDoNotFitAreFlaggedAndNoneIsDropped() throws {
        let service = try TestedCoordinator()
        let worker = try service.startWorkers()
        let user = try service.connect(as: TestedCoordinator.user)
        let program = try self.upload(user, self.spec).json(as: ProgramVersion.self).programID
        let job = try self.run(user, program, #"{"iterations":4}"#).json(as: JobAccepted.self).jobID
        try worker.lease(of: job)
        worker.publish(1...4, of: job)
        try worker.end(job, number: 5, result: "\"else\"")
        try service.waitForStatus(.completed, of: job)
        let events = try service.timeline(of: job)
        let interim = events.filter { $0.kind == .interim }
        #expect(interim.map { String(decoding: $0.body, as: UTF8.self) } == ["1", "2", "3", "4"])
        #expect(interim.map { $0.flags & EventRecord.violationFlag } == [0, 0, 1, 1])
        #expect(events.first { $0.kind == .result }?.flags == EventRecord.violationFlag)
        let logs = events.filter { $0.kind == .log }.map { String(decoding: $0.body, as: UTF8.self) }
        #expect(logs.count == 3)
        #expect(logs.first?.contains("(#/maximum): It is 3, above the maximum of 2.") == true)
    }

    @Test func aRestartForgetsNoSchema() throws {
        let service = try TestedCoordinator()
        let worker = try service.startWorkers()
        let user = try service.connect(as: TestedCoordinator.user)
        let program = try self.upload(user, self.spec).json(as: ProgramVersion.self).programID
        let job = try self.run(user, program, #"{"iterations":4}"#).json(as: JobAccepted.self).jobID
        try worker.lease(of: job)
        service.restart()
        try worker.register()
        worker.publish(1...3, of: job)
        try worker.end(job, number: 4)
        try service.waitForStatus(.completed, of: job)
        let events = try service.timeline(of: job)
        #expect(events.filter { $0.kind == .interim }.map { $0.flags & 1 } == [0, 0, 1])
        #expect(events.first { $0.kind == .result }?.flags == 0)
    }
}
