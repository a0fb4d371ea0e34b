import MessageBus
import RuntimeModel
import RuntimeTestKit
import Testing

/// What a simulation promises: everything follows from the seed.
@Suite struct DeterministicLoopTests {
    private actor Sums {
        private let loop: any BusLoop
        private(set) var numbers: [Int] = []

        init(loop: any BusLoop) { self.loop = loop }

        nonisolated var unownedExecutor: UnownedSerialExecutor { self.loop.asUnownedSerialExecutor() }

        func add(_ number: Int) { self.numbers.append(number) }
        nonisolated func handlerCalled(_ number: Int) { self.assumeIsolated { $0.numbers.append(number) } }
    }

    /// The order in which ten tasks, ten posts and ten timers reach an actor.
    private func order(seed: UInt64) -> [Int]? {
        let loop = DeterministicLoop(seed: seed)
        let sums = Sums(loop: loop)
        for number in 0..<10 {
            _ = Task(executorPreference: loop) { await sums.add(number) }
            loop.post { sums.handlerCalled(100 + number) }
            _ = loop.schedule(after: .seconds(10 - number)) { sums.handlerCalled(200 + number) }
        }
        #expect(loop.run())
        #expect(loop.now == MonotonicTime(nanoseconds: 10_000_000_000))
        return try? loop.run { await sums.numbers }?.get()
    }

    @Test func theSameSeedGivesTheSameOrder() throws {
        let orders = try (UInt64(0)..<20).map { try #require(self.order(seed: $0)) }
        for (seed, order) in orders.enumerated() {
            #expect(self.order(seed: UInt64(seed)) == order)
            #expect(order.filter { 100..<200 ~= $0 } == Array(100..<110))
            #expect(Array(order.suffix(10)) == (200..<210).reversed())
        }
        #expect(Set(orders).count > 10)
    }

    @Test func timePassesOnlyWhenNothingIsReady() {
        let loop = DeterministicLoop(seed: 1)
        let calls = EventRecorder<MonotonicTime>()
        _ = loop.schedule(after: .seconds(3600)) { calls.record(loop.now) }
        loop.run(for: .seconds(3599))
        #expect(calls.events.isEmpty)
        #expect(loop.now == MonotonicTime(nanoseconds: 3599_000_000_000))
        loop.run(for: .seconds(2))
        #expect(calls.events == [MonotonicTime(nanoseconds: 3600_000_000_000)])
        #expect(loop.now == MonotonicTime(nanoseconds: 3601_000_000_000))
    }

    @Test func aCrashedProcessDoesNothingMore() {
        let loop = DeterministicLoop(seed: 1)
        let process = SimulatedProcess(name: "p", on: loop)
        let sums = Sums(loop: process)
        let calls = EventRecorder<Int>()
        process.post { calls.record(1) }
        loop.run()
        process.post { calls.record(2) }
        _ = process.schedule(after: .seconds(1)) { calls.record(3) }
        _ = Task(executorPreference: loop) {
            await sums.add(1)
            calls.record(4)
        }
        process.crash()
        loop.run()
        #expect(calls.events == [1])
    }
}
