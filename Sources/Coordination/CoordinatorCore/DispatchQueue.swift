package import RuntimeModel

/// Jobs that wait for an executor. Pure.
///
/// Between accounts, the one that has the fewest jobs running goes first, then the one that was served the longest ago:
/// whoever submits a thousand jobs holds up nobody who submits one. Within an account the oldest job goes first. Jobs
/// are kept apart by what they need, so that one that cannot be served holds up none that can.
package struct DispatchQueue: Sendable {
    /// What a job needs: jobs of an account with equal needs are served in the order in which they came.
    package struct Need: Hashable, Sendable {
        package let environment: String
        package let backend: String

        package init(environment: String, backend: String) {
            self.environment = environment
            self.backend = backend
        }
    }

    private struct LineName: Hashable, Sendable {
        let owner: AccountID
        let need: Need
    }

    private struct Line: Sendable {
        var jobs: [(order: UInt64, job: JobID)?] = []
        var head = 0
    }

    /// Who goes first: the smallest.
    private struct Rank: Comparable {
        let running: Int
        let servedAt: UInt64
        let order: UInt64

        static func < (one: Rank, other: Rank) -> Bool {
            (one.running, one.servedAt, one.order) < (other.running, other.servedAt, other.order)
        }
    }

    private var lines: [LineName: Line] = [:]
    private var places: [JobID: (line: LineName, order: UInt64)] = [:]
    private var counts: [AccountID: Int] = [:]
    /// When an account was last served, on a clock that counts jobs. Kept while it has nothing waiting: who always has
    /// just one job there would else always be the first.
    private var servedAt: [AccountID: UInt64] = [:]
    /// Orders are given upwards behind all jobs and downwards before them.
    private var nextOrder: UInt64 = 1 << 63
    private var firstOrder: UInt64 = 1 << 63
    private var servedCount: UInt64 = 0

    package init() {}

    /// Jobs that wait.
    package var count: Int { self.places.count }

    /// Jobs of an account that wait.
    package func count(of owner: AccountID) -> Int { self.counts[owner] ?? 0 }

    /// Jobs that wait for one backend.
    package func count(forBackend backend: String) -> Int {
        self.places.values.count { $0.line.need.backend == backend }
    }

    /// Puts a job at the end of its line.
    ///
    /// - Precondition: it does not wait already.
    package mutating func append(_ job: JobID, need: Need, owner: AccountID) {
        precondition(self.places[job] == nil, "A job waits once.")
        let line = LineName(owner: owner, need: need)
        self.places[job] = (line, self.nextOrder)
        self.lines[line, default: Line()].jobs.append((self.nextOrder, job))
        self.counts[owner, default: 0] += 1
        self.nextOrder += 1
    }

    /// Takes a job out wherever it stands. Harmless when it does not wait.
    package mutating func remove(_ job: JobID) {
        guard let place = self.places.removeValue(forKey: job) else { return }
        let rest = self.count(of: place.line.owner) - 1
        self.counts[place.line.owner] = rest > 0 ? rest : nil
    }

    /// Finds the job that goes first among those whose need can be met, and leaves it there.
    ///
    /// - Parameters:
    ///   - load: what an account has running; one that has as many as it may is passed over.
    ///   - canServe: whether some executor with a free slot has what is needed; asked once for each need.
    package mutating func first(
        load: (AccountID) -> AccountLoad, where canServe: (Need) -> Bool
    ) -> JobID? {
        var best: (rank: Rank, job: JobID)?
        var isServed: [Need: Bool] = [:]
        for line in self.lines.keys {
            guard let first = self.first(of: line) else { continue }
            let load = load(line.owner)
            guard load.mayRunMore else { continue }
            let rank = Rank(
                running: load.running, servedAt: self.servedAt[line.owner] ?? 0, order: first.order)
            if let found = best, found.rank < rank { continue }
            let canBeServed = isServed[line.need] ?? canServe(line.need)
            isServed[line.need] = canBeServed
            if canBeServed { best = (rank, first.job) }
        }
        return best?.job
    }

    /// Puts a job back to the beginning of its line.
    ///
    /// - Precondition: it does not wait already.
    package mutating func prepend(_ job: JobID, need: Need, owner: AccountID) {
        precondition(self.places[job] == nil, "A job waits once.")
        let line = LineName(owner: owner, need: need)
        self.firstOrder -= 1
        self.places[job] = (line, self.firstOrder)
        self.counts[owner, default: 0] += 1
        let entry = (order: self.firstOrder, job: job)
        if let head = self.lines[line]?.head, head > 0 {
            // Who stood there was taken out.
            self.lines[line]?.jobs[head - 1] = entry
            self.lines[line]?.head = head - 1
        } else {
            self.lines[line, default: Line()].jobs.insert(entry, at: 0)
        }
    }

    /// Takes out a job that is served now. Harmless when it does not wait.
    package mutating func serve(_ job: JobID) {
        guard let place = self.places[job] else { return }
        self.servedCount += 1
        self.servedAt[place.line.owner] = self.servedCount
        self.remove(job)
    }

    /// Takes the job that ``first(load:where:)`` finds.
    package mutating func takeFirst(
        load: (AccountID) -> AccountLoad, where canServe: (Need) -> Bool
    ) -> JobID? {
        guard let job = self.first(load: load, where: canServe) else { return nil }
        self.serve(job)
        return job
    }

    /// The first of a line that was not taken out; forgets those before it.
    private mutating func first(of line: LineName) -> (order: UInt64, job: JobID)? {
        // Only numbers are taken out of the line: a copy of it in hand would have every change copy all of it.
        while let head = self.lines[line]?.head, let count = self.lines[line]?.jobs.count {
            guard head < count else {
                self.lines[line] = nil
                return nil
            }
            if let entry = self.lines[line]?.jobs[head], self.places[entry.job]?.order == entry.order {
                return entry
            }
            self.lines[line]?.jobs[head] = nil
            self.lines[line]?.head += 1
            if head > 1024, head > count / 2 {
                self.lines[line]?.jobs.removeFirst(head + 1)
                self.lines[line]?.head = 0
            }
        }
        return nil
    }
}
