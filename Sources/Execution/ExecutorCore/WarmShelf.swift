package import RuntimeModel

/// Processes that wait for the next job of their session. Pure: time is a parameter, in nanoseconds of one clock.
///
/// 1. Only a process whose job completed, and that says that nothing of the job is left but the program itself, comes
///    here: no thread, no child, no file, no timer, no open descriptor. What `main` left in its modules' variables is
///    there for the next job; that is what a session is for.
/// 2. Limits are those of each job. Time and output are counted anew. Memory and processor time are counted for the
///    process, so one that has used up half of either is not kept, and a job that dies in a process that has served
///    before is run again in a fresh one, unless it has said something: whatever ended it may have been left by
///    another job.
/// 3. A process that says anything while it waits is ended: it is nobody's output.
package struct WarmShelf<Process: Sendable>: Sendable {
    /// Names one stay of one process.
    package typealias Stay = UInt64

    private struct Entry: Sendable {
        let stay: Stay
        let key: WarmKey
        let process: Process
        let expiresAt: Int64
    }

    /// Most processes that wait at one time.
    package let countMax: Int
    /// The one that has waited the longest comes first.
    private var entries: [Entry] = []
    private var nextStay: Stay = 1

    package init(countMax: Int) {
        precondition(countMax >= 0, "A shelf has room for some, or none.")
        self.countMax = countMax
    }

    package var count: Int { self.entries.count }

    /// Puts a process aside for so long.
    ///
    /// - Returns: its stay, and the process that has to go for it: the one that has waited the longest. `nil` when
    ///   there is no room for any.
    package mutating func put(
        _ process: Process, for key: WarmKey, until expiresAt: Int64
    ) -> (stay: Stay, evicted: Process?)? {
        guard self.countMax > 0 else { return nil }
        let evicted = self.entries.count >= self.countMax ? self.entries.removeFirst().process : nil
        defer { self.nextStay += 1 }
        self.entries.append(
            Entry(stay: self.nextStay, key: key, process: process, expiresAt: expiresAt))
        return (self.nextStay, evicted)
    }

    /// Takes the process for a job, the one that waits for the shortest time.
    package mutating func take(_ key: WarmKey) -> Process? {
        guard let index = self.entries.lastIndex(where: { $0.key == key }) else { return nil }
        return self.entries.remove(at: index).process
    }

    /// Takes one out by its stay; `nil` when it is not there any more.
    package mutating func remove(_ stay: Stay) -> Process? {
        guard let index = self.entries.firstIndex(where: { $0.stay == stay }) else { return nil }
        return self.entries.remove(at: index).process
    }

    /// Takes out those whose time is over.
    package mutating func takeExpired(now: Int64) -> [Process] { self.takeAll { $0.expiresAt <= now } }

    /// Takes out those of a session.
    package mutating func takeAll(of session: SessionID) -> [Process] {
        self.takeAll { $0.key.session == session }
    }

    /// Takes out all.
    package mutating func takeAll() -> [Process] { self.takeAll { _ in true } }

    /// When the next one's time is over.
    package var nextExpiry: Int64? { self.entries.lazy.map { $0.expiresAt }.min() }

    private mutating func takeAll(where isTaken: (Entry) -> Bool) -> [Process] {
        let taken = self.entries.filter(isTaken).map(\.process)
        self.entries.removeAll(where: isTaken)
        return taken
    }
}
