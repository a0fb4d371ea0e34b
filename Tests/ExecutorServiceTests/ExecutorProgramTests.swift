import EventLoop
import ExecutorService
import MessageBus
import RuntimeModel
import RuntimeTestKit
import RuntimeWire
import Testing

@Suite struct ExecutorProgramTests {
    @Test func whatAProgramDoesIsReportedInOrderAndTheOutcomeLast() async throws {
        try await ExecutorFixture.run { fixture in
            try await fixture.register()
            try await fixture.lease("publish 2\nprint hello\ncomplain ouch\npublish 1\nreturn {\"a\":1}")
            let (header, outcome) = try await fixture.outcomeReport()
            #expect(outcome.summary.status == .completed)
            #expect(outcome.result == Array("{\"a\":1}".utf8))
            #expect(header.contentType == .json)
            let reports = fixture.reports()
            #expect(reports.map(\.number) == [1, 2, 3, 4, 5, 6])
            #expect(reports.map(\.header.kind) == [.interim, .interim, .log, .log, .interim, .outcome])
            #expect(reports.map(\.header.flags) == [0, 0, 0, 1, 0, 0])
            #expect(reports[1].body == Array("{\"attempt\":1,\"index\":1}".utf8))
            #expect(reports[2].body == Array("hello\n".utf8))
            #expect(reports.allSatisfy { $0.header.time.microseconds > 0 })
            try await fixture.waitUntilIdle()
        }
    }

    static let ends: [(script: String, status: JobStatus, code: RuntimeError.Code?)] = [
        ("raise boom", .failed, .programRaised), ("exit 3", .failed, .programDied),
        ("die 11", .failed, .programDied),
        ("memory 5000000000", .failed, .memoryLimit), ("garbage", .failed, .malformedMessage),
        ("return 1", .completed, nil),
    ]

    @Test(arguments: ends) func everyWayToEndHasItsOutcome(
        script: String, status: JobStatus, code: RuntimeError.Code?
    ) async throws {
        try await ExecutorFixture.run { fixture in
            try await fixture.register()
            try await fixture.lease("publish 1\n" + script)
            let outcome = try await fixture.outcome()
            #expect(outcome.summary.status == status)
            #expect(outcome.summary.code == code?.rawValue)
            #expect(fixture.reports().count == 2)
        }
    }

    @Test func aProgramThatRaisesComesWithItsTraceback() async throws {
        try await ExecutorFixture.run { fixture in
            try await fixture.register()
            try await fixture.lease("raise boom")
            let outcome = try await fixture.outcome()
            #expect(outcome.summary.reason == "boom")
            #expect(outcome.summary.traceback == "Traceback of the script: boom")
        }
    }

    @Test func aLongReasonIsCutSoThatItsReportFitsIntoAFrame() async throws {
        try await ExecutorFixture.run { fixture in
            try await fixture.register()
            try await fixture.lease("raise " + String(repeating: "x", count: 250_000))
            let outcome = try await fixture.outcome()
            #expect(outcome.summary.reason == String(repeating: "x", count: 2048))
        }
    }

    @Test func aTracebackThatGrowsInJSONDoesNotHoldUpItsOutcome() async throws {
        try await ExecutorFixture.run { fixture in
            try await fixture.register()
            try await fixture.lease("raise " + String(repeating: "\u{1}", count: 200_000))
            let outcome = try await fixture.outcome()
            #expect(outcome.summary.status == .failed)
            #expect(outcome.summary.traceback == nil)
        }
    }

    @Test func aProcessThatCannotBeStartedIsAFailure() async throws {
        try await ExecutorFixture.run(launchFailure: (.programNotStarted, "No room.")) { fixture in
            try await fixture.register()
            try await fixture.lease("return 1")
            #expect(try await fixture.outcome().summary.code == "program.notStarted")
        }
    }

    @Test func tooManyEventsEndTheJob() async throws {
        try await ExecutorFixture.run { fixture in
            try await fixture.register()
            try await fixture.lease("publish 10\nreturn 1", eventCountMax: 4)
            #expect(try await fixture.outcome().summary.code == "output.limit")
            #expect(fixture.reports().count == 5)
        }
    }

    @Test func tooManyBytesEndTheJob() async throws {
        try await ExecutorFixture.run { fixture in
            try await fixture.register()
            try await fixture.lease("publish 10 1000\nreturn 1", byteCountMax: 2500)
            #expect(try await fixture.outcome().summary.code == "output.limit")
            #expect(fixture.reports().count == 3)
        }
    }

    @Test func aProgramThatRunsForTooLongIsEnded() async throws {
        try await ExecutorFixture.run { fixture in
            try await fixture.register()
            try await fixture.lease("publish 1\nwait 1000000", seconds: 1)
            #expect(try await fixture.outcome().summary.status == .ranTooLong)
        }
    }

    @Test func aStopIsReportedOnlyWhenTheTreeIsGone() async throws {
        try await ExecutorFixture.run { fixture in
            try await fixture.register()
            try await fixture.lease("linger 100\npublish 1\nwait 1000000")
            try await fixture.coordinator.events.wait {
                $0.contains { if case .report = $0 { true } else { false } }
            }
            let order = StopOrder(status: .cancelled, reason: "Asked by the user.")
            let begin = try await fixture.loop.perform {
                fixture.coordinator.stop(ExecutorFixture.key, order)
                fixture.coordinator.stop(ExecutorFixture.key, order)
                return fixture.loop.now
            }
            let outcome = try await fixture.outcome()
            #expect(outcome.summary.status == .cancelled)
            #expect(outcome.summary.reason == "Asked by the user.")
            #expect(fixture.loop.now - begin >= .milliseconds(100))
        }
    }

    @Test func aLineWithoutAnEndIsReportedWhileTheProgramRuns() async throws {
        try await ExecutorFixture.run(configure: { $0.logByteCountMax = 32 }) { fixture in
            try await fixture.register()
            try await fixture.lease("print " + String(repeating: "x", count: 100) + "\nreturn 1")
            _ = try await fixture.outcome()
            let logs = fixture.reports().filter { $0.header.kind == .log }
            #expect(logs.allSatisfy { $0.body.count <= 32 })
            #expect(
                logs.flatMap(\.body) == Array(repeating: UInt8(ascii: "x"), count: 100) + [UInt8(ascii: "\n")]
            )
        }
    }
}
