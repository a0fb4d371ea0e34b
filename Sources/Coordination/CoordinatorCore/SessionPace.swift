/// How long the jobs of a session take, as far as that decides how many of them an executor is given beyond its free
/// slots. Pure: times are in nanoseconds of one clock.
///
/// Trust grows by one with every job that was short, and is gone with one that was not: a job that was given ahead waits
/// behind others, while another executor may be free.
package struct SessionPace: Sendable, Hashable {
    private let jobNanosecondsMax: Int64
    private let countMax: Int
    /// When the last job ended.
    private var lastEnd: Int64?
    /// How many of its jobs may be given ahead.
    package private(set) var leasesAhead = 0

    /// - Parameters:
    ///   - jobNanosecondsMax: what counts as short.
    ///   - countMax: most jobs ahead.
    package init(jobNanosecondsMax: Int64, countMax: Int) {
        self.jobNanosecondsMax = jobNanosecondsMax
        self.countMax = countMax
    }

    /// A job completed.
    ///
    /// - Parameter leasedAt: when it was sent to its executor, if that is known. It may have waited there for the one
    ///   before it, so its time begins with that one's end.
    package mutating func jobCompleted(leasedAt: Int64?, now: Int64) {
        let begin = [leasedAt, self.lastEnd].compactMap { $0 }.max()
        self.lastEnd = now
        let isShort = begin.map { now - $0 <= self.jobNanosecondsMax } ?? false
        self.leasesAhead = isShort ? min(self.leasesAhead + 1, self.countMax) : 0
    }
}
