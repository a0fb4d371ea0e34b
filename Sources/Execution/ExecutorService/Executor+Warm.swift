import ExecutorCore
import Logging
import MessageBus
import RuntimeModel
import RuntimeWire

/// Processes that are kept for the next job of a session; see ``WarmShelf`` for what is kept.
extension Executor {
    /// The process that has served a job like this one, if there is one that can take it now.
    ///
    /// A job that is run again gets a fresh one: its last may have been ended by what was left in it.
    func takeWarm(for run: ProgramRun) -> (any ProgramProcess)? {
        guard run.key.attempt == 1, let key = run.warmKey else { return nil }
        self.endExpired()
        while let kept = self.warm.take(key) {
            let attempt = run.key
            let isThere = kept.process.pass(to: { [weak self] event in
                self?.assumeIsolated { $0.happened(event, to: attempt) }
            })
            if isThere {
                run.ranNoCircuits = kept.ranNoCircuits
                return kept.process
            }
            kept.process.kill()
        }
        return nil
    }

    /// The program says that its process can take another job: keeps it, if it may.
    ///
    /// Everything that the job wrote is reported before this returns.
    ///
    /// - Returns: whether the process is not this job's any more.
    func keepWarm(_ run: ProgramRun) -> Bool {
        guard !self.isDraining, !self.isClosed, !run.isAbandoned, let process = run.process,
            let key = run.warmKey, let session = run.grant.session,
            process.memoryByteCount <= self.configuration.programLimits.memoryByteCountMax / 2
        else { return false }
        // Read to the end of what is in the pipes, whoever waits for the store: it is bounded.
        self.pauseReading(run, false)
        let seconds = min(max(0, session.idleTimeMax), Self.idleSecondsMax)
        let until = (self.loop.now + .seconds(seconds)).nanoseconds
        let kept = WarmProcess(process: process, ranNoCircuits: run.ranNoCircuits)
        guard let (stay, evicted) = self.warm.put(kept, for: key, until: until) else { return false }
        evicted?.process.kill()
        let isThere = process.pass(to: { [weak self] _ in
            // It spoke, ended, or was ended for its memory: it waits no more.
            self?.assumeIsolated { _ = $0.warm.remove(stay)?.process.kill() }
        })
        guard isThere else {
            _ = self.warm.remove(stay)
            return false
        }
        self.watchWarm()
        return true
    }

    /// No job of a session follows.
    func sessionEnded(_ message: Message) throws(RuntimeError) {
        let session = try message.json(as: SessionName.self).sessionID
        for kept in self.warm.takeAll(of: session) { kept.process.kill() }
    }

    /// Ends every process that waits.
    func endWarm() {
        self.warmTimer?.cancel()
        for kept in self.warm.takeAll() { kept.process.kill() }
    }

    /// Ends those that have waited for too long, each at its time.
    private func watchWarm() {
        self.warmTimer?.cancel()
        guard let next = self.warm.nextExpiry, !self.isClosed else { return }
        let pause = MonotonicTime(nanoseconds: next) - self.loop.now
        self.warmTimer = self.loop.schedule(after: max(.zero, pause)) { [weak self] in
            self?.assumeIsolated {
                $0.endExpired()
                $0.watchWarm()
            }
        }
    }

    private func endExpired() {
        for kept in self.warm.takeExpired(now: self.loop.now.nanoseconds) { kept.process.kill() }
    }

    /// Longer than any session may be idle: what a lease says is a peer's word.
    private static var idleSecondsMax: Int { 30 * 86_400 }
}
