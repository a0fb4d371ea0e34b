import CoordinatorCore
import RuntimeModel
import Testing

@Suite struct DispatchTests {
    private let simple = DispatchQueue.Need(environment: "e", backend: "b")
    private let special = DispatchQueue.Need(environment: "special", backend: "b")

    private func job(_ number: UInt64) -> JobID { JobID(high: 1, low: number) }

    @Test func jobsAreTakenInTheOrderInWhichTheyCame() {
        var queue = DispatchQueue()
        for number in 0..<5 as Range<UInt64> {
            queue.append(self.job(number), need: number % 2 == 0 ? self.simple : self.special)
        }
        let taken = (0..<5).compactMap { _ in queue.takeFirst { _ in true } }
        #expect(taken == (0..<5).map { self.job($0) })
        #expect(queue.takeFirst { _ in true } == nil)
    }

    @Test func aJobThatCannotBeServedHoldsUpNoOther() {
        var queue = DispatchQueue()
        queue.append(self.job(0), need: self.special)
        queue.append(self.job(1), need: self.simple)
        #expect(queue.takeFirst { $0 == self.simple } == self.job(1))
        #expect(queue.takeFirst { $0 == self.simple } == nil)
        #expect(queue.takeFirst { _ in true } == self.job(0))
    }

    @Test func aRemovedJobIsNotTakenAndMayComeBack() {
        var queue = DispatchQueue()
        queue.append(self.job(0), need: self.simple)
        queue.append(self.job(1), need: self.simple)
        queue.remove(self.job(0))
        queue.append(self.job(0), need: self.simple)
        #expect(queue.count == 2)
        #expect(queue.takeFirst { _ in true } == self.job(1))
        #expect(queue.takeFirst { _ in true } == self.job(0))
        #expect(queue.count == 0)
    }

    @Test func manyJobsGoThroughWithoutLossOrRepetition() {
        var queue = DispatchQueue()
        var taken: [JobID] = []
        for number in 0..<10_000 as Range<UInt64> {
            queue.append(self.job(number), need: self.simple)
            if number % 3 == 0, let job = queue.takeFirst(where: { _ in true }) { taken.append(job) }
        }
        while let job = queue.takeFirst(where: { _ in true }) { taken.append(job) }
        #expect(taken == (0..<10_000).map { self.job($0) })
    }

    @Test func theExecutorWithTheLargestFreeShareIsChosen() {
        let small = LeaseHolder(worker: WorkerID("small"), incarnation: "1")
        let large = LeaseHolder(worker: WorkerID("large"), incarnation: "1")
        func candidate(_ holder: LeaseHolder, _ slots: Int, _ running: Int) -> ExecutorChoice.Candidate {
            ExecutorChoice.Candidate(holder: holder, slots: slots, running: running, environments: ["e"])
        }
        #expect(
            ExecutorChoice.best(of: [candidate(small, 2, 1), candidate(large, 8, 3)], environment: "e")
                == large)
        #expect(
            ExecutorChoice.best(of: [candidate(small, 2, 2), candidate(large, 8, 8)], environment: "e") == nil
        )
        #expect(ExecutorChoice.best(of: [candidate(small, 2, 0)], environment: "other") == nil)
        #expect(
            ExecutorChoice.best(of: [candidate(small, 2, 0), candidate(large, 4, 0)], environment: "e")
                == large)
    }
}
