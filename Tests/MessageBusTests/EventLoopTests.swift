import EventLoop
import Glibc
import MessageBus
import RuntimeTestKit
import Synchronization
import Testing

/// What a thread in `poll(2)` promises beyond the bus.
@Suite(.timeLimit(.minutes(1)))
struct EventLoopTests {
    /// Lives on a loop; its handlers enter it without a hop.
    private actor Counter {
        private let loop: EventLoop
        private(set) var count = 0

        init(loop: EventLoop) { self.loop = loop }

        nonisolated var unownedExecutor: UnownedSerialExecutor { self.loop.asUnownedSerialExecutor() }

        nonisolated func handlerCalled() { self.assumeIsolated { $0.count += 1 } }

        func add(_ number: Int) -> Bool {
            self.count += number
            return self.loop.isOnLoop
        }
    }

    private func withLoop(_ body: (EventLoop) async throws -> Void) async throws {
        let loop = try EventLoop(name: "test")
        loop.start()
        try await body(loop)
        await loop.stop()
    }

    @Test func timersRunInTheOrderOfTheirDeadlinesAndNotBefore() async throws {
        try await self.withLoop { loop in
            let calls = EventRecorder<Int>()
            let start = loop.now
            let delays = [30, 10, 20, 10]
            for (index, delay) in delays.enumerated() {
                _ = loop.schedule(after: .milliseconds(delay)) {
                    #expect(loop.now - start >= .milliseconds(delay))
                    calls.record(index)
                }
            }
            let order = try await calls.wait(forCount: 4)
            #expect(order == [1, 3, 2, 0])
        }
    }

    @Test func aCancelledTimerDoesNotRun() async throws {
        try await self.withLoop { loop in
            let calls = EventRecorder<Int>()
            try await loop.perform {
                let timer = loop.schedule(after: .zero) { calls.record(1) }
                timer.cancel()
                _ = loop.schedule(after: .milliseconds(1)) { calls.record(2) }
            }
            #expect(try await calls.wait(forCount: 1) == [2])
        }
    }

    @Test func manyCancelledTimersLeaveTheOthersInOrder() async throws {
        try await self.withLoop { loop in
            let calls = EventRecorder<Int>()
            try await loop.perform {
                for number in 0..<2000 {
                    let timer = loop.schedule(after: .microseconds((number * 7919) % 2000)) {
                        calls.record(number)
                    }
                    if number % 10 != 0 { timer.cancel() }
                }
            }
            let order = try await calls.wait(forCount: 200).map { ($0 * 7919) % 2000 }
            #expect(order.count == 200)
        }
    }

    @Test func postsRunInOrderFromAnyThread() async throws {
        try await self.withLoop { loop in
            let calls = EventRecorder<Int>()
            for number in 0..<1000 { loop.post { calls.record(number) } }
            let order = try await calls.wait(forCount: 1000)
            #expect(order == Array(0..<1000))
        }
    }

    @Test func anotherThreadWakesASleepingLoopManyTimes() async throws {
        try await self.withLoop { loop in
            for number in 0..<2000 {
                let answer = try await loop.perform { number }
                #expect(answer == number)
            }
        }
    }

    @Test func aDescriptorIsReportedUntilItIsRead() async throws {
        try await self.withLoop { loop in
            var pair: [Int32] = [0, 0]
            try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &pair) == 0)
            let (near, far) = (pair[0], pair[1])
            let events = EventRecorder<DescriptorInterest>()
            let watch = try await loop.perform {
                loop.watch(near, for: .readable) { ready in
                    events.record(ready)
                    // The first call does not read, and so is not the last.
                    guard ready.contains(.readable), events.events.count > 1 else { return }
                    var byte: UInt8 = 0
                    _ = read(near, &byte, 1)
                }
            }
            #expect(write(far, "x", 1) == 1)
            #expect(try await events.wait(forCount: 2) == [.readable, .readable])
            try await loop.perform { watch.update([.readable, .writable]) }
            #expect(try await events.wait(forCount: 3)[2] == .writable)
            try await loop.perform { watch.update([]) }
            close(far)
            #expect(try await events.wait { $0.last?.contains(.hangUp) == true }.last == .hangUp)
            try await loop.perform { watch.cancel() }
            close(near)
        }
    }

    @Test func anActorOnTheLoopIsEnteredByHandlersWithoutAHop() async throws {
        try await self.withLoop { loop in
            let counter = Counter(loop: loop)
            #expect(await counter.add(1))
            let calls = EventRecorder<Bool>()
            loop.post {
                counter.handlerCalled()
                calls.record(true)
            }
            _ = loop.schedule(after: .zero) {
                counter.handlerCalled()
                calls.record(true)
            }
            try await calls.wait(forCount: 2)
            #expect(await counter.count == 3)
        }
    }

    @Test func aTaskThatPrefersTheLoopRunsThere() async throws {
        try await self.withLoop { loop in
            let counter = Counter(loop: loop)
            let isOnLoop = await Task(executorPreference: loop) {
                let before = loop.isOnLoop
                await Task.yield()
                _ = await counter.add(1)
                return before && loop.isOnLoop
            }.value
            #expect(isOnLoop)
        }
    }

    @Test func manyTasksAndAnActorSurviveEachOther() async throws {
        try await self.withLoop { loop in
            let counter = Counter(loop: loop)
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<20 {
                    group.addTask { for _ in 0..<200 { _ = await counter.add(1) } }
                }
            }
            #expect(await counter.count == 4000)
        }
    }

    @Test func stoppingRunsWhatWasPosted() async throws {
        let loop = try EventLoop(name: "test")
        let calls = EventRecorder<Int>()
        loop.post { calls.record(1) }
        loop.start()
        loop.post { loop.post { calls.record(2) } }
        await loop.stop()
        #expect(calls.events == [1, 2])
    }

    @Test func workThatComesAfterTheEndStillRunsOnTheLoop() async throws {
        let loop = try EventLoop(name: "test")
        loop.start()
        await loop.stop()
        let counter = Counter(loop: loop)
        #expect(await counter.add(1))
        #expect(await counter.add(1))
        await loop.stop()
    }
}
