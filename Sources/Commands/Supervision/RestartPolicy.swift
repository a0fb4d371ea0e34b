/// How often and how soon a service that died is started again.
package struct RestartPolicy: Sendable, Hashable {
    /// Wait before the first restart.
    package var delayMin: Duration
    /// The wait doubles with each restart in a row, up to this.
    package var delayMax: Duration
    /// Restarts in a row; one more death ends everything.
    package var countMax: Int
    /// A service that ran this long begins again at the first restart.
    package var settledDuration: Duration

    package init(
        delayMin: Duration = .milliseconds(100), delayMax: Duration = .seconds(5), countMax: Int = 10,
        settledDuration: Duration = .seconds(30)
    ) {
        self.delayMin = delayMin
        self.delayMax = delayMax
        self.countMax = countMax
        self.settledDuration = settledDuration
    }

    /// The wait before restart number `count`, which counts from 1.
    package func delay(beforeRestart count: Int) -> Duration {
        var delay = self.delayMin
        for _ in 1..<max(1, count) where delay < self.delayMax { delay = delay * 2 }
        return min(delay, self.delayMax)
    }
}
