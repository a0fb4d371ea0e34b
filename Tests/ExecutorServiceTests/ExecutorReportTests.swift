import ExecutorService
import MessageBus
import RuntimeModel
import RuntimeTestKit
import RuntimeWire
import Testing

@Suite struct ExecutorReportTests {
    @Test(arguments: [false, true]) func nothingIsLostWhileTheCoordinatorIsAway(overZeroMQ: Bool) async throws
    {
        try await ExecutorFixture.run(overZeroMQ: overZeroMQ) { fixture in
            try await fixture.register()
            try await fixture.loop.perform { fixture.coordinator.acknowledges = false }
            try await fixture.lease("publish 200\nreturn 1")
            // The program has filled the window; nothing was taken.
            try await fixture.coordinator.events.wait { events in
                events.contains {
                    if case .heartbeat(let list) = $0 { list.contains { $0.lastReport >= 16 } } else { false }
                }
            }
            #expect(fixture.reports().isEmpty)
            try await fixture.loop.perform {
                fixture.coordinator.restart()
                fixture.coordinator.acknowledges = true
            }
            #expect(try await fixture.outcome().summary.status == .completed)
            #expect(fixture.reports().map(\.number) == Array(1...201))
            let bodies = fixture.reports().dropLast().map(\.body)
            #expect(bodies == (0..<200).map { Array("{\"attempt\":1,\"index\":\($0)}".utf8) })
        }
    }

    /// Kinds of the reports of a script, in their order.
    private func kinds(
        of script: String, configure: (inout ExecutorConfiguration) -> Void = { _ in }
    ) async throws -> [MessageKind?] {
        var found: [MessageKind?] = []
        try await ExecutorFixture.run(configure: configure) { fixture in
            try await fixture.register()
            try await fixture.lease(script)
            _ = try await fixture.outcome()
            found = fixture.reports().map(\.header.kind)
        }
        return found
    }

    /// It shares that message's commit, which would else have to wait for another one.
    @Test func whatAProcessTellsOfItselfGoesBehindItsNextMessage() async throws {
        let patient: (inout ExecutorConfiguration) -> Void = { $0.metricDelay = .seconds(1000) }
        let script = "metric {\"a\":1}\npublish 2\nmetric {\"b\":2}\nreturn 1"
        #expect(
            try await self.kinds(of: script, configure: patient) == [
                .interim, .metric, .interim, .metric, .outcome,
            ])
        // What it tells before anything else is said replaces what it told.
        #expect(
            try await self.kinds(of: "metric {}\nmetric {}\nreturn 1", configure: patient) == [
                .metric, .outcome,
            ])
    }

    @Test(arguments: ["exit 1", "die 9", "memory 1", "raise no"])
    func whatAProcessHasToldOfItselfIsReportedHoweverItEnds(end: String) async throws {
        let kinds = try await self.kinds(of: "metric {}\n\(end)") { $0.metricDelay = .seconds(1000) }
        #expect(kinds == [.metric, .outcome])
    }

    @Test func whatAQuietProcessTellsOfItselfIsReportedAlone() async throws {
        try await ExecutorFixture.run(configure: { $0.metricDelay = .milliseconds(5) }) { fixture in
            try await fixture.register()
            try await fixture.lease("metric {\"a\":1}\nwait 600000")
            try await fixture.coordinator.events.wait {
                $0.contains {
                    if case .report(let report) = $0 { report.header.kind == .metric } else { false }
                }
            }
        }
    }

    @Test func theProgramWaitsForTheStoreOnceTheWindowIsFull() async throws {
        try await ExecutorFixture.run { fixture in
            try await fixture.register()
            try await fixture.loop.perform { fixture.coordinator.acknowledges = false }
            try await fixture.lease("publish 200\nreturn 1")
            var seen: UInt64 = 0
            for _ in 0..<5 {
                try await fixture.waitForHeartbeat()
                if case .heartbeat(let list)? = fixture.coordinator.events.events.last {
                    seen = list[0].lastReport
                }
            }
            #expect(seen <= 16)
        }
    }

    @Test func whatIsNotAnsweredIsSentAgain() async throws {
        try await ExecutorFixture.run { fixture in
            try await fixture.register()
            try await fixture.loop.perform { fixture.coordinator.acknowledges = false }
            try await fixture.lease("publish 3\nreturn 1")
            while try await fixture.loop.perform({ fixture.coordinator.receivedCount }) < 3 {
                try await fixture.waitForHeartbeat()
            }
            try await fixture.loop.perform { fixture.coordinator.acknowledges = true }
            _ = try await fixture.outcome()
            #expect(fixture.reports().map(\.number) == [1, 2, 3, 4])
        }
    }

    @Test func anAttemptGoesOnWhenTheCoordinatorIsStartedAnew() async throws {
        try await ExecutorFixture.run { fixture in
            try await fixture.register()
            try await fixture.lease("publish 3\nwait 100\npublish 3\nreturn 1")
            try await fixture.coordinator.events.wait {
                $0.contains { if case .report = $0 { true } else { false } }
            }
            try await fixture.loop.perform { fixture.coordinator.restart() }
            #expect(try await fixture.outcome().summary.status == .completed)
            #expect(fixture.reports().map(\.number) == Array(1...7))
            #expect(try await fixture.loop.perform { fixture.launcher.startedCount } == 1)
        }
    }

    @Test(arguments: [false, true])
    func longMessagesAndResultsGoIntoTheStoreAndKeepTheirPlace(overZeroMQ: Bool) async throws {
        try await ExecutorFixture.run(overZeroMQ: overZeroMQ) { fixture in
            try await fixture.register()
            let result = "\"" + String(repeating: "r", count: 700_000) + "\""
            let script = "publish 1\npublish 1 900000\npublish 1\nreturn " + result
            try await fixture.loop.perform {
                let source = fixture.coordinator.store(Array(script.utf8))
                fixture.coordinator.lease(
                    ExecutorFixture.key, grant: ExecutorFixture.grant(), source: source.encoded, inputs: [],
                    flags: 1)
            }
            let (header, outcome) = try await fixture.outcomeReport()
            let reports = fixture.reports()
            #expect(reports.map(\.number) == [1, 2, 3, 4])
            #expect(reports.map(\.header.bodyForm) == [.inline, .reference, .inline, .reference])
            let message = try #require(BodyReference(encoded: reports[1].body))
            let stored = try #require(try await fixture.loop.perform { fixture.coordinator.stored(message) })
            #expect(stored.starts(with: Array("{\"attempt\":1,\"index\":1,\"filling\":\"xxx".utf8)))
            #expect(header.bodyForm == .reference)
            let reference = try #require(BodyReference(encoded: outcome.result))
            #expect(
                try await fixture.loop.perform { fixture.coordinator.stored(reference) } == Array(result.utf8)
            )
        }
    }

    @Test func aMessageBeyondTheStoresLimitEndsTheJob() async throws {
        try await ExecutorFixture.run { fixture in
            try await fixture.register()
            try await fixture.lease("publish 1 9000000\nreturn 1")
            #expect(try await fixture.outcome().summary.code == "output.limit")
        }
    }

    @Test func manyAttemptsAtOnceKeepTheirReportsApart() async throws {
        try await ExecutorFixture.run(slots: 8) { fixture in
            try await fixture.register()
            let keys = (0..<8).map { AttemptKey(job: JobID(high: 9, low: UInt64($0)), attempt: 1) }
            for key in keys { try await fixture.lease("publish 50\nreturn 1", key: key) }
            for key in keys {
                #expect(try await fixture.outcome(of: key).summary.status == .completed)
                #expect(fixture.reports(of: key).map(\.number) == Array(1...51))
            }
        }
    }
}

extension ExecutorFixture {
    /// Waits for the next heartbeat.
    func waitForHeartbeat() async throws {
        let before = self.coordinator.events.events.count
        try await self.coordinator.events.wait { events in
            events.dropFirst(before).contains { if case .heartbeat = $0 { true } else { false } }
        }
    }
}
