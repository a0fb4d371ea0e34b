import RuntimeModel
import RuntimeTestKit
import SimulatorService
import Testing

/// Programs that do not read what they asked for.
@Suite struct UnreadAnswerTests {
    @Test func nothingMoreIsComputedForWhoDoesNotReadAndOthersGoOn() async throws {
        let engine = GatedEngine(allowedCount: 10)
        try await SimulatorFixture.run(
            engine: engine, configure: { $0.unreadReplyByteCountMax = 1 << 20 }
        ) { fixture in
            let (idle, other) = (try await fixture.connect(), try await fixture.connect())
            let requests = (1...3).map { [UInt8](repeating: $0, count: 4_000_000) }
            try await fixture.with(idle) { client in
                client.pauseReading(true)
                for (index, request) in requests.enumerated() {
                    client.run(request, correlation: UInt64(index))
                }
            }
            try await engine.begun.wait(forCount: 1)
            try await fixture.with(other) { $0.run([9], correlation: 1) }
            #expect(try await other.answer(to: 1).body == [9])
            #expect(engine.begun.events == [requests[0], [9]])
            try await fixture.with(idle) { $0.pauseReading(false) }
            for (index, request) in requests.enumerated() {
                #expect(try await idle.answer(to: UInt64(index)).body == request)
            }
        }
    }

    @Test func whoGoesOnAskingWithoutReadingIsCutOff() async throws {
        try await SimulatorFixture.run(
            engine: GatedEngine(allowedCount: 100), configure: { $0.unreadReplyCountMax = 3 }
        ) { fixture in
            let client = try await fixture.connect()
            try await fixture.with(client) { client in
                client.pauseReading(true)
                for correlation in 1...8 {
                    client.run([UInt8](repeating: 1, count: 2_000_000), correlation: UInt64(correlation))
                }
            }
            try await client.waitForEnd()
        }
    }
}
