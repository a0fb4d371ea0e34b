import EventLoop
import ExecutorCore
import ExecutorService
import MessageBus
import RuntimeModel
import RuntimeTestKit
import RuntimeWire
import Testing

/// Processes that are kept for the next job of a session.
@Suite struct SessionProcessTests {
    private static func key(_ number: UInt64, attempt: Int = 1) -> AttemptKey {
        AttemptKey(job: JobID(high: 9, low: number), attempt: attempt)
    }

    private static func run(
        _ script: String, _ key: AttemptKey, session: String? = "s", version: Int = 1, idle: Int = 100,
        in fixture: ExecutorFixture
    ) async throws -> Outcome {
        try await Self.lease(script, key, session: session, version: version, idle: idle, in: fixture)
        return try await fixture.outcome(of: key)
    }

    private static func lease(
        _ script: String, _ keys: AttemptKey..., session: String? = "s", version: Int = 1, idle: Int = 100,
        in fixture: ExecutorFixture
    ) async throws {
        var grant = ExecutorFixture.grant()
        grant.programVersion = version
        grant.session = session.map { LeaseSession(sessionID: SessionID($0), idleTimeMax: idle) }
        let lease = grant
        try await fixture.loop.perform {
            for key in keys {
                fixture.coordinator.lease(
                    key, grant: lease, source: Array(script.utf8), inputs: Array("{}".utf8))
            }
        }
    }

    private static func stop(_ key: AttemptKey, in fixture: ExecutorFixture) async throws {
        try await fixture.loop.perform {
            fixture.coordinator.send(
                try? Message(
                    MessageHeader(.stop, contentType: .json, attempt: key.attempt, job: key.job),
                    json: StopOrder(status: .cancelled, reason: "Enough.")))
        }
    }

    private static func startedCount(_ fixture: ExecutorFixture) async throws -> Int {
        try await fixture.loop.perform { fixture.launcher.startedCount }
    }

    @Test func theNextJobOfASessionGetsTheProcessAndOnlyItsOwnEvents() async throws {
        try await ExecutorFixture.run { fixture in
            try await fixture.register()
            for number in 0..<5 as Range<UInt64> {
                let script = "publish 2\nprint hello\nreturn 1"
                let outcome = try await Self.run(script, Self.key(number), in: fixture)
                #expect(outcome.summary.status == .completed)
                let reports = fixture.reports(of: Self.key(number))
                #expect(reports.map(\.header.kind) == [.interim, .interim, .log, .outcome])
                #expect(reports[1].body == Array("{\"attempt\":1,\"index\":1}".utf8))
            }
            #expect(try await Self.startedCount(fixture) == 1)
        }
    }

    @Test func whatIsNotTheSameGetsAProcessOfItsOwn() async throws {
        try await ExecutorFixture.run { fixture in
            try await fixture.register()
            _ = try await Self.run("return 1", Self.key(1), in: fixture)
            _ = try await Self.run("return 1", Self.key(2), session: "t", in: fixture)
            _ = try await Self.run("return 1", Self.key(3), version: 2, in: fixture)
            _ = try await Self.run("return 1", Self.key(4), session: nil, in: fixture)
            #expect(try await Self.startedCount(fixture) == 4)
            _ = try await Self.run("return 1", Self.key(5, attempt: 2), in: fixture)
            #expect(try await Self.startedCount(fixture) == 5)
        }
    }

    @Test func aJobThatDiesWhereAnotherHasRunIsLostAndTheNextGetsAFreshProcess() async throws {
        try await ExecutorFixture.run { fixture in
            try await fixture.register()
            let script = "die-warm 9\nreturn 1"
            #expect(try await Self.run(script, Self.key(1), in: fixture).summary.status == .completed)
            #expect(try await Self.run(script, Self.key(2), in: fixture).summary.status == .lost)
            let again = try await Self.run(script, Self.key(2, attempt: 2), in: fixture)
            #expect(again.summary.status == .completed)
            #expect(try await Self.startedCount(fixture) == 2)
        }
    }

    @Test func aJobThatHasSpokenAndDiesIsNotRunAgain() async throws {
        try await ExecutorFixture.run { fixture in
            try await fixture.register()
            let script = "publish 1\ndie-warm 9\nreturn 1"
            #expect(try await Self.run(script, Self.key(1), in: fixture).summary.status == .completed)
            let second = try await Self.run(script, Self.key(2), in: fixture)
            #expect(second.summary.status == .failed)
            #expect(second.summary.code == RuntimeError.Code.programDied.rawValue)
        }
    }

    @Test func whatIsLeasedAheadRunsOneAfterTheOtherInOneProcess() async throws {
        try await ExecutorFixture.run(slots: 1) {
            $0.leaseAheadWaitMax = .seconds(1000)
        } _: { fixture in
            try await fixture.register()
            let keys = (1...5 as ClosedRange<UInt64>).map { Self.key($0) }
            for key in keys { try await Self.lease("publish 1\nwait 5\nreturn 1", key, in: fixture) }
            for key in keys {
                #expect(try await fixture.outcome(of: key).summary.status == .completed)
            }
            #expect(try await Self.startedCount(fixture) == 1)
            #expect(fixture.ends() == keys.map(\.job))
        }
    }

    @Test func noMoreIsTakenAheadThanMay() async throws {
        try await ExecutorFixture.run(slots: 1) {
            $0.leaseAheadCountMax = 1
            $0.leaseAheadWaitMax = .seconds(1000)
        } _: { fixture in
            try await fixture.register()
            try await Self.lease("publish 1", Self.key(1), in: fixture)
            try await Self.lease("return 2", Self.key(2), in: fixture)
            try await Self.lease("return 3", Self.key(3), in: fixture)
            #expect(try await fixture.outcome(of: Self.key(3)).summary.status == .lost)
            try await Self.stop(Self.key(1), in: fixture)
            #expect(try await fixture.outcome(of: Self.key(2)).summary.status == .completed)
        }
    }

    @Test func whatWaitsTooLongForASlotIsGivenBackTheLastOneFirst() async throws {
        try await ExecutorFixture.run(slots: 1) {
            $0.leaseAheadWaitMax = .milliseconds(20)
        } _: { fixture in
            try await fixture.register()
            try await Self.lease(
                "publish 1", Self.key(1), Self.key(2), Self.key(3), Self.key(4), in: fixture)
            for number in 2...4 as ClosedRange<UInt64> {
                let summary = try await fixture.outcome(of: Self.key(number)).summary
                #expect(summary.status == .lost)
                #expect(summary.code == RuntimeError.Code.leaseReturned.rawValue)
                #expect(summary.runMilliseconds == nil)
            }
            #expect(fixture.ends() == [4, 3, 2].map { Self.key($0).job })
            try await Self.stop(Self.key(1), in: fixture)
            #expect(try await fixture.outcome(of: Self.key(1)).summary.runMilliseconds ?? -1 >= 0)
        }
    }

    @Test func whatWaitsForASlotIsStoppedAtOnceAndGivenUpWithTheExecutor() async throws {
        try await ExecutorFixture.run(slots: 1) {
            $0.leaseAheadWaitMax = .seconds(1000)
        } _: { fixture in
            try await fixture.register()
            for number in 1...3 as ClosedRange<UInt64> {
                try await Self.lease("publish 1", Self.key(number), in: fixture)
            }
            try await Self.stop(Self.key(2), in: fixture)
            #expect(try await fixture.outcome(of: Self.key(2)).summary.status == .cancelled)
            await fixture.executor.drain()
            #expect(try await fixture.outcome(of: Self.key(3)).summary.status == .lost)
            #expect(try await Self.startedCount(fixture) == 1)
        }
    }

    @Test func aJobThatFailsLeavesNoProcess() async throws {
        try await ExecutorFixture.run { fixture in
            try await fixture.register()
            _ = try await Self.run("raise boom", Self.key(1), in: fixture)
            _ = try await Self.run("return 1", Self.key(2), in: fixture)
            #expect(try await Self.startedCount(fixture) == 2)
        }
    }

    @Test func processesEndWithTheirSessionAndAfterTheirTime() async throws {
        try await ExecutorFixture.run { fixture in
            try await fixture.register()
            _ = try await Self.run("return 1", Self.key(1), in: fixture)
            #expect(try await fixture.loop.perform { fixture.launcher.runningCount } == 1)
            try await fixture.loop.perform {
                fixture.coordinator.send(
                    try? Message(
                        MessageHeader(.sessionEnded, contentType: .json),
                        json: SessionName(sessionID: SessionID("s"))))
            }
            _ = try await Self.run("return 1", Self.key(2), idle: 0, in: fixture)
            #expect(try await Self.startedCount(fixture) == 2)
            // The second one's time was over at once.
            _ = try await Self.run("return 1", Self.key(3), in: fixture)
            #expect(try await Self.startedCount(fixture) == 3)
        }
    }

    @Test func noMoreProcessesWaitThanMay() async throws {
        try await ExecutorFixture.run {
            $0.warmProcessCountMax = 2
        } _: { fixture in
            try await fixture.register()
            for number in 1...4 as ClosedRange<UInt64> {
                _ = try await Self.run("return 1", Self.key(number), session: "s\(number)", in: fixture)
            }
            try await fixture.waitUntilIdle()
            #expect(try await fixture.loop.perform { fixture.launcher.runningCount } == 2)
        }
    }

    @Test func aDrainingExecutorKeepsNone() async throws {
        try await ExecutorFixture.run { fixture in
            try await fixture.register()
            _ = try await Self.run("return 1", Self.key(1), in: fixture)
            await fixture.executor.drain()
            try await fixture.waitUntilIdle()
            #expect(try await fixture.loop.perform { fixture.launcher.runningCount } == 0)
        }
    }
}
