import CircuitModel

/// Takes the time of a run's stages.
struct StageTimes {
    private var mark = ContinuousClock.now
    private var planNanoseconds: UInt64 = 0
    private var runNanoseconds: UInt64?

    /// Everything before the first amplitude is done.
    mutating func planned() { self.planNanoseconds = self.lap() }

    /// The last state that shots are drawn from is there.
    ///
    /// - Parameter instant: When it was; nil for now.
    mutating func evolved(at instant: ContinuousClock.Instant? = nil) {
        self.runNanoseconds = self.lap(at: instant ?? .now)
    }

    mutating func report(method: MethodName, precision: Precision, activeQubitCount: Int) -> RunReport {
        var report = RunReport(method: method, precision: precision, activeQubitCount: activeQubitCount)
        report.planNanoseconds = self.planNanoseconds
        let rest = self.lap()
        // A method that does not say when it draws does so on the way.
        report.runNanoseconds = self.runNanoseconds ?? rest
        report.sampleNanoseconds = self.runNanoseconds == nil ? 0 : rest
        return report
    }

    private mutating func lap(at now: ContinuousClock.Instant = .now) -> UInt64 {
        defer { self.mark = now }
        let (seconds, attoseconds) = (now - self.mark).components
        return UInt64(max(0, seconds)) * 1_000_000_000 + UInt64(max(0, attoseconds)) / 1_000_000_000
    }
}
