import ExecutorService
import MessageBus
import RuntimeModel
import RuntimeTestKit
import RuntimeWire
import Testing

@Suite struct ExecutorLeaseTests {
    @Test func itRegistersUntilItIsAdmitted() async throws {
        try await ExecutorFixture.run(slots: 3) { fixture in
            try await fixture.loop.perform { fixture.coordinator.admits = false }
            try await fixture.executor.start()
            let events = try await fixture.coordinator.events.wait(forCount: 3)
            guard case .registration(let first) = events[0], case .registration(let third) = events[2] else {
                Issue.record("Only registrations come before the admission.")
                return
            }
            #expect(first == third)
            #expect(first.workerID == WorkerID("e1@here"))
            #expect(first.role == .executor)
            #expect(first.slots == 3)
            #expect(first.environments == ["default"])
            try await fixture.loop.perform { fixture.coordinator.admits = true }
            try await fixture.waitUntilIdle()
        }
    }

    @Test func aRepeatedLeaseStartsNothing() async throws {
        try await ExecutorFixture.run { fixture in
            try await fixture.register()
            for _ in 0..<3 { try await fixture.lease("publish 1\nwait 50\nreturn 1") }
            _ = try await fixture.outcome()
            #expect(try await fixture.loop.perform { fixture.launcher.startedCount } == 1)
        }
    }

    @Test func aLateCopyOfALeaseDoesNotRunItAgain() async throws {
        try await ExecutorFixture.run { fixture in
            try await fixture.register()
            try await fixture.lease("return 1")
            _ = try await fixture.outcome()
            try await fixture.waitUntilIdle()
            try await fixture.loop.perform { fixture.coordinator.endLease(of: ExecutorFixture.key) }
            try await fixture.loop.perform {
                fixture.coordinator.lease(
                    ExecutorFixture.key, grant: ExecutorFixture.grant(), source: Array("return 2".utf8),
                    inputs: [])
                fixture.coordinator.endLease(of: ExecutorFixture.key)
            }
            try await fixture.waitUntilIdle()
            #expect(try await fixture.loop.perform { fixture.launcher.startedCount } == 1)
            #expect(fixture.reports().count == 1)
        }
    }

    @Test func aLeaseWithoutAFreeSlotIsGivenBack() async throws {
        try await ExecutorFixture.run(slots: 1) { fixture in
            try await fixture.register()
            try await fixture.lease("wait 1000000")
            let other = AttemptKey(job: JobID(high: 5, low: 5), attempt: 2)
            try await fixture.lease("return 1", key: other)
            #expect(try await fixture.outcome(of: other).summary.status == .lost)
        }
    }

    @Test func anUnknownEnvironmentIsAFailure() async throws {
        try await ExecutorFixture.run { fixture in
            try await fixture.register()
            try await fixture.lease("return 1", environment: "none")
            #expect(try await fixture.outcome().summary.code == "environment.notFound")
        }
    }

    @Test func aStaleAttemptIsKilledWithoutAReport() async throws {
        try await ExecutorFixture.run { fixture in
            try await fixture.register()
            try await fixture.lease("publish 1\nwait 1000000")
            try await fixture.coordinator.events.wait {
                $0.contains { if case .report = $0 { true } else { false } }
            }
            try await fixture.loop.perform { fixture.coordinator.answerStale(ExecutorFixture.key) }
            try await fixture.waitUntilIdle()
            #expect(fixture.reports().count == 1)
        }
    }

    @Test func anAttemptThatTheCoordinatorDoesNotKnowIsKilled() async throws {
        try await ExecutorFixture.run { fixture in
            try await fixture.register()
            try await fixture.lease("publish 1\nwait 1000000")
            try await fixture.coordinator.events.wait {
                $0.contains { if case .report = $0 { true } else { false } }
            }
            try await fixture.loop.perform {
                fixture.coordinator.endLease(of: ExecutorFixture.key)
                fixture.coordinator.restart()
            }
            try await fixture.waitUntilIdle()
            #expect(try await fixture.loop.perform { fixture.launcher.runningCount } == 0)
        }
    }

    @Test func anExecutorThatIsStoppedGivesItsAttemptsBackAtOnce() async throws {
        try await ExecutorFixture.run { fixture in
            try await fixture.register()
            try await fixture.lease("publish 1\nwait 1000000")
            try await fixture.coordinator.events.wait {
                $0.contains { if case .report = $0 { true } else { false } }
            }
            await fixture.executor.drain()
            await fixture.executor.stop()
            await fixture.executor.finish(within: .seconds(10))
            let outcome = try await fixture.outcome()
            #expect(outcome.summary.status == .lost)
            #expect(outcome.summary.reason == "The executor was stopped.")
            #expect(
                fixture.coordinator.events.events.contains { if case .drain = $0 { true } else { false } })
        }
    }

    @Test func sourceAndInputsMayComeFromTheStore() async throws {
        try await ExecutorFixture.run { fixture in
            try await fixture.register()
            let filling = Array(("print " + String(repeating: "y", count: 500_000) + "\n").utf8)
            try await fixture.loop.perform {
                let source = fixture.coordinator.store(filling + Array("return 7".utf8))
                let inputs = fixture.coordinator.store(Array("{}".utf8))
                fixture.coordinator.lease(
                    ExecutorFixture.key, grant: ExecutorFixture.grant(), source: source.encoded,
                    inputs: inputs.encoded,
                    flags: 3)
            }
            #expect(try await fixture.outcome().result == Array("7".utf8))
        }
    }

    @Test func anEmptyBodyHoldsUpNothing() async throws {
        try await ExecutorFixture.run { fixture in
            try await fixture.register()
            try await fixture.loop.perform {
                let source = fixture.coordinator.store(Array("return 7".utf8))
                let inputs = fixture.coordinator.store([])
                fixture.coordinator.lease(
                    ExecutorFixture.key, grant: ExecutorFixture.grant(), source: source.encoded,
                    inputs: inputs.encoded, flags: 3)
            }
            #expect(try await fixture.outcome().result == Array("7".utf8))
        }
    }

    @Test func anEmptyBodyOfAnotherHashLosesTheAttempt() async throws {
        try await ExecutorFixture.run { fixture in
            try await fixture.register()
            let reference = BodyReference(hash: [UInt8](repeating: 3, count: 32), byteCount: 0)
            try await fixture.loop.perform {
                fixture.coordinator.lease(
                    ExecutorFixture.key, grant: ExecutorFixture.grant(), source: Array("return 7".utf8),
                    inputs: reference.encoded, flags: 2)
            }
            #expect(try await fixture.outcome().summary.status == .lost)
        }
    }

    @Test func aBodyThatIsNotInTheStoreLosesTheAttempt() async throws {
        try await ExecutorFixture.run { fixture in
            try await fixture.register()
            let reference = BodyReference(hash: [UInt8](repeating: 3, count: 32), byteCount: 10)
            try await fixture.loop.perform {
                fixture.coordinator.lease(
                    ExecutorFixture.key, grant: ExecutorFixture.grant(), source: reference.encoded,
                    inputs: [], flags: 1)
            }
            #expect(try await fixture.outcome().summary.status == .lost)
        }
    }
}
