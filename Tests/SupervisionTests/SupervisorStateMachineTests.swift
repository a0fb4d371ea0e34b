import MessageBus
import Supervision
import Testing

@Suite struct SupervisorStateMachineTests {
    private static let plans = [
        ServicePlan(name: "base", rank: 0, arguments: [], stopDurationMax: .seconds(1)),
        ServicePlan(name: "left", rank: 1, arguments: [], stopDurationMax: .seconds(2)),
        ServicePlan(name: "right", rank: 1, arguments: [], stopDurationMax: .seconds(3)),
    ]
    private static let policy = RestartPolicy(
        delayMin: .milliseconds(100), delayMax: .milliseconds(350), countMax: 3, settledDuration: .seconds(10)
    )

    private func running() -> SupervisorStateMachine {
        var machine = SupervisorStateMachine(plans: Self.plans, policy: Self.policy)
        #expect(machine.begin() == [.start(0), .start(1), .start(2)])
        for index in 0..<3 { #expect(machine.started(index, at: Self.time(0)).isEmpty) }
        return machine
    }

    private static func time(_ seconds: Double) -> MonotonicTime {
        MonotonicTime(nanoseconds: Int64(seconds * 1e9))
    }

    @Test func theHighestRankStopsFirstAndTheOthersWaitForIt() {
        var machine = self.running()
        #expect(machine.stop() == [.terminate(1, .seconds(2)), .terminate(2, .seconds(3))])
        #expect(machine.ended(1, how: .code(0), at: Self.time(1)).isEmpty)
        #expect(machine.ended(2, how: .code(0), at: Self.time(1)) == [.terminate(0, .seconds(1))])
        #expect(machine.ended(0, how: .code(0), at: Self.time(1)) == [.finish(.stopped)])
    }

    @Test func oneThatDoesNotStopInTimeIsKilled() {
        var machine = self.running()
        _ = machine.stop()
        #expect(machine.stopDurationEnded(1) == [.kill(1)])
        _ = machine.ended(1, how: .signal(9), at: Self.time(1))
        #expect(machine.stopDurationEnded(1).isEmpty)
        #expect(machine.stopDurationEnded(0).isEmpty)
    }

    @Test func oneThatDiesIsStartedAgainAfterAGrowingWait() {
        var machine = self.running()
        #expect(
            machine.ended(1, how: .signal(9), at: Self.time(1)) == [.wait(1, .milliseconds(100), restart: 1)])
        #expect(machine.delayEnded(1) == [.start(1)])
        #expect(machine.started(1, at: Self.time(1)).isEmpty)
        #expect(
            machine.ended(1, how: .code(1), at: Self.time(2)) == [.wait(1, .milliseconds(200), restart: 2)])
        _ = machine.delayEnded(1)
        #expect(
            machine.ended(1, how: .notStarted(2), at: Self.time(3)) == [
                .wait(1, .milliseconds(350), restart: 3)
            ])
    }

    @Test func oneThatRanLongBeginsAgainAtTheFirstRestart() {
        var machine = self.running()
        _ = machine.ended(1, how: .signal(9), at: Self.time(1))
        _ = machine.delayEnded(1)
        _ = machine.started(1, at: Self.time(2))
        #expect(
            machine.ended(1, how: .signal(9), at: Self.time(12)) == [.wait(1, .milliseconds(100), restart: 1)]
        )
    }

    @Test func oneThatDiesTooOftenEndsAll() {
        var machine = self.running()
        for _ in 0..<3 {
            _ = machine.ended(2, how: .code(1), at: Self.time(0))
            _ = machine.delayEnded(2)
            _ = machine.started(2, at: Self.time(0))
        }
        #expect(machine.ended(2, how: .code(1), at: Self.time(0)) == [.terminate(1, .seconds(2))])
        _ = machine.ended(1, how: .code(0), at: Self.time(0))
        #expect(machine.ended(0, how: .code(0), at: Self.time(0)) == [.finish(.gaveUp(service: 2))])
    }

    @Test func oneThatCannotRunAsConfiguredEndsAllAtOnce() {
        var machine = self.running()
        let actions = machine.ended(0, how: .unusableConfiguration, at: Self.time(0))
        #expect(actions == [.terminate(1, .seconds(2)), .terminate(2, .seconds(3))])
    }

    @Test func aRestartThatIsDueWhileStoppingDoesNotHappen() {
        var machine = self.running()
        _ = machine.ended(0, how: .code(1), at: Self.time(0))
        _ = machine.stop()
        #expect(machine.delayEnded(0).isEmpty)
        _ = machine.ended(1, how: .code(0), at: Self.time(0))
        #expect(machine.ended(2, how: .code(0), at: Self.time(0)) == [.finish(.stopped)])
    }

    /// Goal: whatever the order of events, nothing is started once stopping began, and the end comes once.
    /// Method: a seeded random walk; the seed is the test argument.
    @Test(arguments: UInt64(1)...300)
    func theEndComesOnceWhateverTheOrderOfEvents(seed: UInt64) {
        var random = Steps(state: seed &* 0x9E37_79B9_7F4A_7C15)
        var machine = SupervisorStateMachine(plans: Self.plans, policy: Self.policy)
        var waits: [Int] = []
        var live: Set<Int> = []
        var finishCount = 0
        func perform(_ actions: [SupervisorStateMachine.Action], at time: MonotonicTime) {
            for action in actions {
                switch action {
                case .start(let index):
                    #expect(!machine.isStopping)
                    live.insert(index)
                    perform(machine.started(index, at: time), at: time)
                case .wait(let index, _, _): waits.append(index)
                case .terminate(let index, _), .kill(let index): #expect(live.contains(index))
                case .finish:
                    finishCount += 1
                    #expect(live.isEmpty)
                }
            }
        }
        perform(machine.begin(), at: Self.time(0))
        for step in 0..<400 {
            let time = Self.time(Double(step))
            if step == 300 || random.below(60) == 0 { perform(machine.stop(), at: time) }
            if !waits.isEmpty, random.below(2) == 0 {
                perform(machine.delayEnded(waits.remove(at: random.below(waits.count))), at: time)
            }
            if let index = live.sorted().dropFirst(random.below(3)).first, random.below(3) == 0 {
                live.remove(index)
                perform(machine.ended(index, how: .signal(9), at: time), at: time)
            }
        }
        while let index = live.min() {
            live.remove(index)
            perform(machine.ended(index, how: .code(0), at: Self.time(500)), at: Self.time(500))
        }
        #expect(finishCount == 1)
    }

    private struct Steps {
        var state: UInt64
        mutating func below(_ limit: Int) -> Int {
            self.state = self.state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(self.state >> 33) % limit
        }
    }
}
