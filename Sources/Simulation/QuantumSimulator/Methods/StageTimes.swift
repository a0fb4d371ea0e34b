import CircuitModel

/// Takes the time of a run's stages.
struct StageTimes {
    private var mark = ContinuousClock.now
    private var planNanoseconds: UInt64 = 0

    /// Everything before the first amplitude is done.
    mutating func planned() { self.planNanoseconds = self.lap() }

    mutating func report(method: MethodName, precision: Precision, activeQubitCount: Int) -> RunReport {
        var report = RunReport(method: method, precision: precision, activeQubitCount: activeQubitCount)
        report.planNanoseconds = self.planNanoseconds
        report.runNanoseconds = self.lap()
        return report
    }

    private mutating func lap() -> UInt64 {
        let now = ContinuousClock.now
        defer { self.mark = now }
        let (seconds, attoseconds) = (now - self.mark).components
        return UInt64(max(0, seconds)) * 1_000_000_000 + UInt64(max(0, attoseconds)) / 1_000_000_000
    }
}
