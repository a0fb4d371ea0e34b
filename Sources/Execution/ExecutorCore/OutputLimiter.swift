/// Counts what a job puts on its timeline, and says when it is too much.
package struct OutputLimiter: Sendable {
    /// Most events.
    package let eventCountMax: Int
    /// Most bytes of their bodies.
    package let byteCountMax: Int
    package private(set) var eventCount = 0
    package private(set) var byteCount = 0

    package init(eventCountMax: Int, byteCountMax: Int) {
        self.eventCountMax = eventCountMax
        self.byteCountMax = byteCountMax
    }

    /// Counts one event, unless it would be too much.
    ///
    /// - Returns: `nil` when it may pass; otherwise the limit it breaks, as one sentence.
    package mutating func admit(byteCount: Int) -> String? {
        guard self.eventCount < self.eventCountMax else {
            return "The job made more than its \(self.eventCountMax) events."
        }
        guard byteCount <= self.byteCountMax - self.byteCount else {
            return "The job's events hold more than its \(self.byteCountMax) bytes."
        }
        self.eventCount += 1
        self.byteCount += byteCount
        return nil
    }
}
