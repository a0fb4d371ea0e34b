import CoordinatorCore
import RuntimeModel
import Testing

@Suite struct DispatchTests {
    private let simple = DispatchQueue.Need(environment: "e", backend: "b")
    private let special = DispatchQueue.Need(environment: "special", backend: "b")

    private let ada = AccountID("ada")
    private let bob = AccountID("bob")

    /// Takes a job, as if nothing ran.
    private func take(
        _ queue: inout DispatchQueue, where canServe: (DispatchQueue.Need) -> Bool = { _ in true }
    ) -> JobID? {
        queue.takeFirst(load: { _ in AccountLoad(running: 0, runningMax: 1) }, where: canServe)
    }

    private func job(_ number: UInt64) -> JobID { JobID(high: 1, low: number) }

    @Test func jobsAreTakenInTheOrderInWhichTheyCame() {
        var queue = DispatchQueue()
        for number in 0..<5 as Range<UInt64> {
            queue.append(
                self.job(number), need: number % 2 == 0 ? self.simple : self.special, owner: self.ada)
        }
        let taken = (0..<5).compactMap { _ in self.take(&queue) }
        #expect(taken == (0..<5).map { self.job($0) })
        #expect(self.take(&queue) == nil)
    }

    @Test func aJobThatCannotBeServedHoldsUpNoOther() {
        var queue = DispatchQueue()
        queue.append(self.job(0), need: self.special, owner: self.ada)
        queue.append(self.job(1), need: self.simple, owner: self.ada)
        #expect(self.take(&queue) { $0 == self.simple } == self.job(1))
        #expect(self.take(&queue) { $0 == self.simple } == nil)
        #expect(self.take(&queue) == self.job(0))
    }

    @Test func aRemovedJobIsNotTakenAndMayComeBack() {
        var queue = DispatchQueue()
        queue.append(self.job(0), need: self.simple, owner: self.ada)
        queue.append(self.job(1), need: self.simple, owner: self.ada)
        queue.remove(self.job(0))
        queue.append(self.job(0), need: self.simple, owner: self.ada)
        #expect(queue.count == 2)
        #expect(self.take(&queue) == self.job(1))
        #expect(self.take(&queue) == self.job(0))
        #expect(queue.count == 0)
    }

    @Test func manyJobsGoThroughWithoutLossOrRepetition() {
        var queue = DispatchQueue()
        var taken: [JobID] = []
        for number in 0..<10_000 as Range<UInt64> {
            queue.append(self.job(number), need: self.simple, owner: self.ada)
            if number % 3 == 0, let job = self.take(&queue) { taken.append(job) }
        }
        while let job = self.take(&queue) { taken.append(job) }
        #expect(taken == (0..<10_000).map { self.job($0) })
    }

    @Test func accountsTakeTurnsWhateverTheyHaveWaiting() {
        var queue = DispatchQueue()
        for number in 0..<100 as Range<UInt64> {
            queue.append(self.job(number), need: self.simple, owner: self.ada)
        }
        for number in 100..<102 as Range<UInt64> {
            queue.append(self.job(number), need: self.special, owner: self.bob)
        }
        let taken = (0..<5).compactMap { _ in self.take(&queue) }
        #expect(taken == [0, 100, 1, 101, 2].map { self.job($0) })
        #expect(queue.count(of: self.ada) == 97)
        #expect(queue.count(of: self.bob) == 0)
        // Whoever always has just one waiting is not first for that.
        queue.append(self.job(200), need: self.simple, owner: self.bob)
        #expect(self.take(&queue) == self.job(200))
        queue.append(self.job(201), need: self.simple, owner: self.bob)
        #expect(self.take(&queue) == self.job(3))
    }

    @Test func theAccountWithTheFewestRunningGoesFirst() {
        var queue = DispatchQueue()
        queue.append(self.job(0), need: self.simple, owner: self.ada)
        queue.append(self.job(1), need: self.simple, owner: self.bob)
        let running = [self.ada: 2, self.bob: 1]
        let taken = queue.takeFirst(
            load: { AccountLoad(running: running[$0] ?? 0, runningMax: 9) }, where: { _ in true })
        #expect(taken == self.job(1))
    }

    @Test func anAccountThatRunsAsManyAsItMayIsPassedOver() {
        var queue = DispatchQueue()
        queue.append(self.job(0), need: self.simple, owner: self.ada)
        queue.append(self.job(1), need: self.simple, owner: self.bob)
        func taken(_ queue: inout DispatchQueue) -> JobID? {
            queue.takeFirst(
                load: { AccountLoad(running: $0 == self.ada ? 0 : 5, runningMax: $0 == self.ada ? 0 : 6) },
                where: { _ in true })
        }
        #expect(taken(&queue) == self.job(1))
        #expect(taken(&queue) == nil)
        #expect(queue.count(of: self.ada) == 1)
    }

    @Test func thePreferredExecutorIsChosenIfItCanTakeTheJob() {
        let warm = LeaseHolder(worker: WorkerID("warm"), incarnation: "1")
        let free = LeaseHolder(worker: WorkerID("free"), incarnation: "1")
        func choice(_ running: Int, environment: String = "e") -> LeaseHolder? {
            let candidates = [(warm, running, "e"), (free, 0, "f")].map {
                ExecutorChoice.Candidate(holder: $0, slots: 2, running: $1, environments: ["e", $2])
            }
            return ExecutorChoice.best(of: candidates, environment: environment, preferring: warm)
        }
        #expect(choice(1) == warm)
        #expect(choice(2) == free)
        #expect(choice(0, environment: "f") == free)
        let gone = LeaseHolder(worker: WorkerID("warm"), incarnation: "0")
        let candidate = ExecutorChoice.Candidate(holder: free, slots: 1, running: 0, environments: ["e"])
        #expect(ExecutorChoice.best(of: [candidate], environment: "e", preferring: gone) == free)
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
