import RuntimeTestKit
import Testing

/// Goal: the promises hold whatever processes and messages do.
/// Method: the services' actors on a deterministic loop and a faulty bus, with crashes, partitions and cancellations
/// drawn from a seed. The seed is the test's argument, so a failure names it and can be run again alone.
@Suite struct SystemSimulationTests {
    @Test(arguments: UInt64(1)...300)
    func thePromisesHoldWhateverHappens(seed: UInt64) throws {
        let run = SimulationRun(seed: seed)
        try run.run()
        #expect(run.violations.events.isEmpty)
    }

    @Test(arguments: [UInt64(3), 17, 92])
    func theSameSeedGivesTheSameTrace(seed: UInt64) throws {
        let first = SimulationRun(seed: seed)
        try first.run()
        let second = SimulationRun(seed: seed)
        try second.run()
        #expect(first.trace == second.trace)
        #expect(first.trace.count > 1000)
    }

    /// Each broken promise is noticed by at least one of the seeds that the first test runs.
    @Test(arguments: DeliberateBreak.allCases)
    func aDeliberateBreakIsNoticed(broken: DeliberateBreak) throws {
        for seed in UInt64(1)...300 {
            let run = SimulationRun(seed: seed, broken: broken)
            try run.run()
            if !run.violations.events.isEmpty { return }
        }
        Issue.record("no seed noticed \(broken.rawValue)")
    }
}
