/// How long the jobs of a session take, as far as that decides how many of them an executor is given beyond its free
/// slots. Pure.
///
/// Trust grows by one with every job that was short, and is gone with one that was not, that was lost, or that was given
/// back: a job that is given ahead waits behind others, while another executor may be free.
package struct SessionPace: Sendable, Hashable {
    private let jobMillisecondsMax: Int
    private let countMax: Int
    /// How many of its jobs may be given ahead.
    package private(set) var leasesAhead = 0

    /// - Parameters:
    ///   - jobMillisecondsMax: what counts as short.
    ///   - countMax: most jobs ahead.
    package init(jobMillisecondsMax: Int, countMax: Int) {
        self.jobMillisecondsMax = jobMillisecondsMax
        self.countMax = countMax
    }

    /// A job ended, however it did.
    ///
    /// - Parameter milliseconds: how long it had its process, as its executor says; `nil` when that is not known, or
    ///   when it never had one.
    package mutating func jobEnded(milliseconds: Int?) {
        let isShort = milliseconds.map { (0...self.jobMillisecondsMax).contains($0) } ?? false
        self.leasesAhead = isShort ? min(self.leasesAhead + 1, self.countMax) : 0
    }
}
