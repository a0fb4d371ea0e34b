import EventLoop
import Foundation
import MessageBus
import RuntimeModel
import Supervision
import Testing

/// Real processes: the services are shell commands.
@Suite(.timeLimit(.minutes(1))) struct SupervisorTests {
    let loop: EventLoop
    let events: AsyncStream<SupervisionEvent>
    private let report: AsyncStream<SupervisionEvent>.Continuation

    init() throws {
        self.loop = try EventLoop(name: "supervisor")
        self.loop.start()
        (self.events, self.report) = AsyncStream.makeStream()
    }

    private func supervisor(_ commands: [String], countMax: Int = 5, limit: Duration = .seconds(20))
        -> Supervisor
    {
        let plans = commands.enumerated().map { index, command in
            ServicePlan(
                name: "service-\(index)", rank: index, arguments: ["-c", command], stopDurationMax: limit)
        }
        let report = self.report
        return Supervisor(
            loop: self.loop, executable: "/bin/sh", plans: plans,
            policy: RestartPolicy(delayMin: .milliseconds(1), countMax: countMax)
        ) { report.yield($0) }
    }

    /// The process id of the next start.
    private func nextStart() async throws -> Int32 {
        for await event in self.events {
            if case .started(_, let processID) = event { return processID }
        }
        throw CancellationError()
    }

    @Test func servicesAreStoppedInReverseOrder() async throws {
        let supervisor = self.supervisor(["exec sleep 1000", "exec sleep 1000"])
        async let outcome = supervisor.run()
        _ = try await self.nextStart()
        _ = try await self.nextStart()
        await supervisor.stop()
        #expect(try await outcome == .stopped)
        var order: [String] = []
        self.report.finish()
        for await event in self.events {
            if case .stopped(let service, let end) = event {
                order.append(service)
                #expect(end == .signal(SIGTERM))
            }
        }
        #expect(order == ["service-1", "service-0"])
        await self.loop.stop()
    }

    @Test func aServiceThatIsKilledIsStartedAgain() async throws {
        let supervisor = self.supervisor(["exec sleep 1000"])
        async let outcome = supervisor.run()
        let first = try await self.nextStart()
        kill(first, SIGKILL)
        let second = try await self.nextStart()
        #expect(second != first)
        #expect(kill(first, 0) == -1)
        await supervisor.stop()
        #expect(try await outcome == .stopped)
        #expect(kill(second, 0) == -1)
        await self.loop.stop()
    }

    @Test func aServiceThatIgnoresTheRequestIsKilled() async throws {
        let gate = FileManager.default.temporaryDirectory.path + "/gate-\(UUID().uuidString)"
        #expect(mkfifo(gate, 0o600) == 0)
        defer { unlink(gate) }
        let supervisor = self.supervisor(
            ["trap '' TERM; echo > '\(gate)'; while :; do sleep 0.01; done"], limit: .milliseconds(200))
        async let outcome = supervisor.run()
        // Opening the pipe waits for the service to open it, which it does once it ignores the signal.
        let descriptor = open(gate, O_RDONLY | O_CLOEXEC)
        #expect(descriptor >= 0)
        // Taken before closing: a write to a pipe without a reader would end the service.
        var byte: UInt8 = 0
        #expect(read(descriptor, &byte, 1) == 1)
        close(descriptor)
        await supervisor.stop()
        #expect(try await outcome == .stopped)
        self.report.finish()
        var isKilled = false
        for await event in self.events {
            if case .killed = event { isKilled = true }
            if case .stopped(_, let end) = event { #expect(end == .signal(SIGKILL)) }
        }
        #expect(isKilled)
        await self.loop.stop()
    }

    @Test func aServiceThatKeepsDyingEndsAll() async throws {
        let supervisor = self.supervisor(["exec sleep 1000", "exit 7"], countMax: 2)
        #expect(try await supervisor.run() == .gaveUp(service: 1))
        self.report.finish()
        var deaths = 0
        for await event in self.events {
            if case .died(let service, .code(7), _, _) = event, service == "service-1" { deaths += 1 }
        }
        #expect(deaths == 2)
        await self.loop.stop()
    }

    @Test func theLifelineIsOpenWhileTheSupervisorRunsAndNothingElseIsInherited() async throws {
        let supervisor = self.supervisor([
            "test \"$(ls /proc/self/fd | tr '\\n' ' ')\" = '0 1 2 3 4 ' && exit 4; exit 7"
        ])
        #expect(try await supervisor.run() == .gaveUp(service: 0))
        self.report.finish()
        for await event in self.events {
            if case .gaveUp(_, let end) = event { #expect(end == .unusableConfiguration) }
            if case .died = event { Issue.record("The descriptors are not those expected.") }
        }
        await self.loop.stop()
    }
}
