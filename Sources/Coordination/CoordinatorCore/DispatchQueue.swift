package import RuntimeModel

/// Jobs that wait for an executor, oldest first. Pure.
///
/// Jobs are kept apart by what they need, so that one that cannot be served holds up none that can.
package struct DispatchQueue: Sendable {
    /// What a job needs: jobs with equal needs are served in the order in which they came.
    package struct Need: Hashable, Sendable {
        package let environment: String
        package let backend: String

        package init(environment: String, backend: String) {
            self.environment = environment
            self.backend = backend
        }
    }

    private struct Line: Sendable {
        var jobs: [(order: UInt64, job: JobID)?] = []
        var head = 0
    }

    private var lines: [Need: Line] = [:]
    private var places: [JobID: (need: Need, order: UInt64)] = [:]
    private var nextOrder: UInt64 = 0

    package init() {}

    /// Jobs that wait.
    package var count: Int { self.places.count }

    /// Jobs that wait for one backend.
    package func count(forBackend backend: String) -> Int {
        self.places.values.count { $0.need.backend == backend }
    }

    /// Puts a job at the end of its line.
    ///
    /// - Precondition: it does not wait already.
    package mutating func append(_ job: JobID, need: Need) {
        precondition(self.places[job] == nil, "A job waits once.")
        self.places[job] = (need, self.nextOrder)
        self.lines[need, default: Line()].jobs.append((self.nextOrder, job))
        self.nextOrder += 1
    }

    /// Takes a job out wherever it stands. Harmless when it does not wait.
    package mutating func remove(_ job: JobID) { self.places[job] = nil }

    /// Takes the oldest job whose need can be met.
    ///
    /// - Parameter canServe: whether some executor with a free slot has what is needed; asked once for each need.
    package mutating func takeFirst(where canServe: (Need) -> Bool) -> JobID? {
        var best: (need: Need, order: UInt64, job: JobID)?
        for need in self.lines.keys {
            guard let first = self.first(of: need) else { continue }
            if let found = best, found.order < first.order { continue }
            if canServe(need) { best = (need, first.order, first.job) }
        }
        guard let best else { return nil }
        self.places[best.job] = nil
        return best.job
    }

    /// The first of a line that was not taken out; forgets those before it.
    private mutating func first(of need: Need) -> (order: UInt64, job: JobID)? {
        // Only numbers are taken out of the line: a copy of it in hand would have every change copy all of it.
        while let head = self.lines[need]?.head, let count = self.lines[need]?.jobs.count {
            guard head < count else {
                self.lines[need] = nil
                return nil
            }
            if let entry = self.lines[need]?.jobs[head], self.places[entry.job]?.order == entry.order {
                return entry
            }
            self.lines[need]?.jobs[head] = nil
            self.lines[need]?.head += 1
            if head > 1024, head > count / 2 {
                self.lines[need]?.jobs.removeFirst(head + 1)
                self.lines[need]?.head = 0
            }
        }
        return nil
    }
}
