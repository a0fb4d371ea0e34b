import EventLoop
import ExecutorService
import Foundation
import Glibc
import InProcessBus
import Logging
import MessageBus
import RuntimeModel
import RuntimeTestKit
import RuntimeWire
import SimulatorService
import Testing
import ZeroMQBus

/// Connections between programs and real simulators: to the Unix socket, and forwarded over either bus.
@Suite struct CircuitLinkTests {
    enum Way: CaseIterable {
        case direct, inProcess, zeroMQ
    }

    @Test(arguments: Way.allCases) func aProgramReachesItsSimulator(way: Way) async throws {
        try await LinkFixture.run(way) { fixture in
            try await fixture.startSimulator()
            let client = try #require(try await fixture.connectNow())
            let request = (0..<500_000).map { UInt8(truncatingIfNeeded: $0) } + [1]
            try await fixture.loop.perform { client.run(request, correlation: 3) }
            let answer = try await client.answer(to: 3)
            #expect(answer.header.kind == .circuitResult)
            #expect(answer.body == request)
        }
    }

    @Test(arguments: Way.allCases) func anAnswerMayBeLongerThanAnyQueue(way: Way) async throws {
        try await LinkFixture.run(way) { fixture in
            try await fixture.startSimulator()
            let client = try #require(try await fixture.connectNow())
            let request = (0..<999_999).map { UInt8(truncatingIfNeeded: $0 &* 3) } + [150]
            try await fixture.loop.perform {
                client.run(request, correlation: 3)
                client.run([7, 1], correlation: 4)
            }
            #expect(try await client.answer(to: 4).body == [7, 1])
            let body = try await client.answer(to: 3).body
            #expect(body.count == 150_000_000)
            #expect(body.suffix(request.count).elementsEqual(request))
        }
    }

    @Test(arguments: Way.allCases) func theEndOfTheLeaseEndsTheConnection(way: Way) async throws {
        try await LinkFixture.run(way) { fixture in
            try await fixture.startSimulator()
            let client = try #require(try await fixture.connectNow())
            try await fixture.loop.perform { fixture.link.close() }
            try await client.waitForEnd()
            #expect(try await fixture.connectNow() == nil)
        }
    }

    @Test(arguments: Way.allCases) func aSimulatorThatIsStartedAnewIsReachedAgain(way: Way) async throws {
        try await LinkFixture.run(way) { fixture in
            try await fixture.startSimulator()
            let client = try #require(try await fixture.connectNow())
            try await fixture.loop.perform { client.run([1], correlation: 1) }
            _ = try await client.answer(to: 1)
            try await fixture.stopSimulator()
            try await client.waitForEnd()
            let connecting = Task { try await fixture.connect() }
            try await fixture.startSimulator()
            var next = try #require(try await connecting.value)
            // Over the bus a connection is handed out before it is known whether anybody is there.
            while true {
                let current = next
                try await fixture.loop.perform { current.run([3, 1], correlation: 2) }
                guard case .answer(_, let body)? = try await current.events.wait(forCount: 1).first else {
                    next = try #require(try await fixture.connect())
                    continue
                }
                #expect(body == [3, 1])
                return
            }
        }
    }

    @Test(arguments: Way.allCases) func aSimulatorThatDoesNotComeBackIsGivenUp(way: Way) async throws {
        try await LinkFixture.run(way, waitMax: .milliseconds(300)) { fixture in
            while let client = try await fixture.connect() { try await client.waitForEnd() }
        }
    }

    @Test func anotherSimulatorTakesOverWhereOneIsNotThere() async throws {
        try await LinkFixture.run(.direct, missing: 2) { fixture in
            try await fixture.startSimulator()
            let client = try #require(try await fixture.connectNow())
            try await fixture.loop.perform { client.run([1], correlation: 1) }
            #expect(try await client.answer(to: 1).body == [1])
        }
    }
}
