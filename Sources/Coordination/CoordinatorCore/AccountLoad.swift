/// What an account has running, against what it may.
package struct AccountLoad: Hashable, Sendable {
    /// Its jobs that run.
    package let running: Int
    /// How many may.
    package let runningMax: Int

    package init(running: Int, runningMax: Int) {
        self.running = running
        self.runningMax = runningMax
    }

    /// Whether one more may.
    package var mayRunMore: Bool { self.running < self.runningMax }
}
