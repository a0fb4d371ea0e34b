import CEventLoop
import Glibc
import MessageBus

/// Timers, watches and sources of an ``EventLoop``.
final class LoopState: @unchecked Sendable {
    // Proof: reached only through `EventLoop.state`, which traps off the loop, and by the loop's own thread.
    var timers = TimerQueue()
    private var watches: [LoopWatch] = []
    private var sources: [any LoopSource] = []
    /// The wake descriptor, then the sources', then the watches'.
    private var entries: [pollfd] = []
    /// The watches that `entries` ends with.
    private var polledWatches: [LoopWatch] = []
    private var isPollSetStale = true

    func add(_ watch: LoopWatch) {
        self.watches.append(watch)
        self.isPollSetStale = true
    }

    func remove(_ watch: LoopWatch) {
        self.watches.removeAll { $0 === watch }
        self.isPollSetStale = true
    }

    /// The source whose turn it is.
    private var turningSource: (any LoopSource)?
    /// A source was used after its turn.
    private var isTurnRequested = false

    func add(_ source: any LoopSource) {
        self.sources.append(source)
        self.isPollSetStale = true
    }

    func remove(_ source: any LoopSource) {
        self.sources.removeAll { $0 === source }
        self.isPollSetStale = true
    }

    func pollSetChanged() { self.isPollSetStale = true }

    func removeAll() {
        self.timers.removeAll()
        self.watches.removeAll()
        self.sources.removeAll()
        self.polledWatches.removeAll()
        self.isPollSetStale = true
    }

    /// Gives every source its turn; returns whether one has more to do.
    func turnSources() -> Bool {
        var isPending = false
        self.isTurnRequested = false
        // A source removed by another's handler in this turn finds itself closed.
        for source in self.sources {
            self.turningSource = source
            if source.turn() { isPending = true }
        }
        self.turningSource = nil
        return isPending || self.isTurnRequested
    }

    /// Notes that a source was used; when that was in another's turn, all get one more before the loop sleeps.
    func sourceUsed(_ source: any LoopSource) {
        guard let turning = self.turningSource, turning !== source else { return }
        self.isTurnRequested = true
    }

    /// Polls everything, for ever when the timeout is negative; returns whether the loop was woken by a thread.
    func poll(timeoutNanoseconds: Int64, wakeDescriptor: Int32) -> Bool {
        if self.isPollSetStale { self.rebuildPollSet(wakeDescriptor) }
        let status = spinwire_poll(&self.entries, UInt(self.entries.count), timeoutNanoseconds)
        precondition(status >= 0, "ppoll(2) accepts what a loop gives it.")
        return self.entries[0].revents != 0
    }

    /// Calls the handlers of the watches that the last poll found ready.
    func callReadyWatches() {
        guard !self.polledWatches.isEmpty else { return }
        let first = self.entries.count - self.polledWatches.count
        // A handler may change the set: what was polled stays as it is until the next poll.
        let ready = zip(self.polledWatches, self.entries[first...].map(\.revents)).filter { $0.1 != 0 }
        for (watch, events) in ready { watch.call(with: events) }
    }

    private func rebuildPollSet(_ wakeDescriptor: Int32) {
        self.polledWatches = self.watches
        self.entries = [pollfd(fd: wakeDescriptor, events: Int16(POLLIN), revents: 0)]
        for source in self.sources {
            self.entries.append(pollfd(fd: source.descriptor, events: Int16(POLLIN), revents: 0))
        }
        for watch in self.watches {
            self.entries.append(pollfd(fd: watch.descriptor, events: watch.pollEvents, revents: 0))
        }
        self.isPollSetStale = false
    }
}
