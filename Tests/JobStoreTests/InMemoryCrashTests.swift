import JobStore
import RuntimeModel
import RuntimeTestKit
import Synchronization
import Testing

@Suite struct InMemoryCrashTests {
    private static let failure = RuntimeError(.storeFailed, "The disk is full.")

    @Test func aCommitThatFailsBeforeItIsAppliedLeavesNothing() async throws {
        let store = InMemoryJobStore { point, _ throws(RuntimeError) in
            if point == .beforeApplying { throw Self.failure }
        }
        try await Self.expectFailure(store)
        #expect(try await store.unfinishedJobs() == [])
    }

    @Test func aCommitThatFailsAfterItWasAppliedIsThereAllTheSame() async throws {
        let store = InMemoryJobStore { point, _ throws(RuntimeError) in
            if point == .afterApplying { throw Self.failure }
        }
        try await Self.expectFailure(store)
        #expect(try await store.unfinishedJobs() == [StoredSamples.job(1)])
    }

    @Test(arguments: [CommitPoint.beforeApplying, .afterApplying])
    func aCrashLosesWhatWasNotAppliedAndTellsNobody(moment: CommitPoint) async throws {
        let current = Mutex<InMemoryJobStore?>(nil)
        let successor = Mutex<InMemoryJobStore?>(nil)
        let store = InMemoryJobStore { point, _ in
            guard point == moment, let store = current.withLock({ $0 }) else { return }
            current.withLock { $0 = nil }
            let next = store.crash()
            successor.withLock { $0 = next }
        }
        _ = try await store.commit([StoredSamples.acceptance(StoredSamples.job(2))])
        current.withLock { $0 = store }
        try await Self.expectFailure(store)
        try await Self.expectFailure(store)
        let next = try #require(successor.withLock { $0 })
        let numbers: [UInt64] = moment == .beforeApplying ? [2] : [2, 1]
        #expect(try await next.unfinishedJobs().map(\.id.low) == numbers)
    }

    @Test func commitsKeepTheOrderInWhichTheyWereAskedFor() async throws {
        let order = Mutex<[UInt64]>([])
        let store = InMemoryJobStore { point, batch in
            // Whoever comes first yields longest: without turns the later ones would overtake it.
            guard case .insertJob(let job, _) = batch.first?.writes.first else { return }
            for _ in 0..<(40 - 10 * job.id.low) { await Task.yield() }
            if point == .afterApplying { order.withLock { $0.append(job.id.low) } }
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 1...3 {
                group.addTask {
                    _ = try await store.commit([StoredSamples.acceptance(StoredSamples.job(number))])
                }
            }
            try await group.waitForAll()
        }
        #expect(try await store.unfinishedJobs().map(\.id.low) == order.withLock { $0 })
    }

    private static func expectFailure(_ store: InMemoryJobStore) async throws {
        await #expect {
            _ = try await store.commit([StoredSamples.acceptance(StoredSamples.job(1))])
        } throws: {
            ($0 as? RuntimeError)?.code == .storeFailed
        }
    }
}
