package import RuntimeModel
package import RuntimeWire

/// Joins the timelines of many jobs with what is heard of them on one feed. Pure.
///
/// The feed is the hint, the timelines and the list of jobs are the truth: each job's events are delivered once and in
/// order, and a job whose events were all lost is found by a **survey**, a look at the list of jobs. The feed's messages
/// are numbered, so that a survey is wanted only when a number is missing, and after the subscription came into force.
package struct JobsSplice: Sendable {
    private var timelines: [JobID: TimelineSplice] = [:]
    /// Jobs of which all was delivered, so that what is repeated does not begin them anew; the oldest are forgotten.
    private var ended: Set<JobID> = []
    private var endedOrder = BoundedOrder()
    /// Timelines to be read, each at most once.
    private var waiting: [JobID] = []
    private var waitingHead = 0
    private var isWaiting: Set<JobID> = []
    private var heard: UInt64?
    /// Every job that was accepted before is known.
    private var soundUntil = Timestamp(microseconds: 0)
    private var newestSeen = Timestamp(microseconds: 0)
    private var isSurveying = false
    private let earlyCountMax: Int
    private let endedCountMax: Int

    /// Whether the list of jobs has to be looked at.
    package private(set) var wantsSurvey = false
    /// Timelines that wait to be read.
    package var waitingReadCount: Int { self.waiting.count - self.waitingHead }

    package init(earlyCountMax: Int, endedCountMax: Int) {
        self.earlyCountMax = earlyCountMax
        self.endedCountMax = endedCountMax
    }

    // MARK: - What is heard

    /// The subscription has come into force when the feed had had so many messages.
    package mutating func marker(published: UInt64) {
        self.heard = published
        self.wantsSurvey = true
    }

    /// The feed is another one, whose messages are counted anew.
    package mutating func feedLost() {
        self.heard = nil
        self.wantsSurvey = true
    }

    /// The feed was seen to have had so many messages, a while after the last one was heard.
    package mutating func learn(published: UInt64) {
        guard self.heard.map({ $0 < published }) ?? true else { return }
        self.heard = published
        self.wantsSurvey = true
    }

    /// A message of the feed; what is delivered now is added to `ready`.
    ///
    /// - Parameter hasRoom: whether the reader's buffer takes more; otherwise the event is read later.
    package mutating func receive(
        _ event: EventRecord, number: UInt64, hasRoom: Bool, into ready: inout [EventRecord]
    ) {
        if let heard = self.heard, number > heard {
            if number != heard + 1 { self.wantsSurvey = true }
            self.heard = number
        }
        if event.sequence == 1 { self.noteAcceptance(event.time) }
        guard var timeline = self.timeline(of: event.job) else { return }
        if hasRoom { timeline.receive(event, into: &ready) } else { timeline.skip(event) }
        self.keep(timeline, of: event.job)
    }

    /// A page of a timeline, or that it cannot be read.
    package mutating func page(
        of job: JobID, _ events: [EventRecord], last: UInt64, isFinal: Bool, into ready: inout [EventRecord]
    ) {
        guard var timeline = self.timeline(of: job) else { return }
        for event in events { timeline.receive(event, into: &ready) }
        timeline.learn(last: last, isFinal: isFinal)
        self.keep(timeline, of: job)
    }

    /// The job is gone: nothing more of it is delivered.
    package mutating func forget(_ job: JobID) { self.end(job) }

    /// A read found nobody, or a service too busy: it waits again.
    package mutating func readFailed(_ job: JobID) {
        if self.timelines[job] != nil { self.wait(job) }
    }

    // MARK: - Surveys

    /// Begins one. Every timeline that is known is read again, since what was lost may have been its.
    ///
    /// - Returns: jobs accepted then or later are to be listed.
    package mutating func beginSurvey() -> Timestamp {
        self.wantsSurvey = false
        self.isSurveying = true
        for job in self.timelines.keys.sorted(by: { $0.description < $1.description }) { self.wait(job) }
        return self.soundUntil
    }

    /// A job was found in the list.
    package mutating func found(_ job: JobSummary) {
        self.noteAcceptance(job.createdAt)
        guard var timeline = self.timeline(of: job.jobID) else { return }
        timeline.learn(last: job.last, isFinal: job.status.isFinal)
        self.keep(timeline, of: job.jobID)
    }

    /// Jobs accepted before this one need not be looked for, nor this one when it has ended.
    package mutating func passOver(before job: JobSummary) {
        self.newestSeen = max(self.newestSeen, job.createdAt)
        if job.status.isFinal { self.end(job.jobID) }
    }

    /// The whole list was seen, or the survey has to be made again.
    package mutating func endSurvey(isComplete: Bool) {
        self.isSurveying = false
        if !isComplete { self.wantsSurvey = true }
        self.settle()
    }

    // MARK: - Reads

    /// The timeline to be read next, and after which sequence.
    package mutating func nextRead() -> (job: JobID, after: UInt64)? {
        while self.waitingHead < self.waiting.count {
            let job = self.waiting[self.waitingHead]
            self.waitingHead += 1
            if self.waitingHead == self.waiting.count {
                self.waiting.removeAll(keepingCapacity: true)
                self.waitingHead = 0
            }
            guard self.isWaiting.remove(job) != nil, let timeline = self.timelines[job] else { continue }
            return (job, timeline.next - 1)
        }
        return nil
    }

    // MARK: -

    private mutating func noteAcceptance(_ time: Timestamp) {
        self.newestSeen = max(self.newestSeen, time)
        self.settle()
    }

    private mutating func settle() {
        if !self.wantsSurvey, !self.isSurveying, self.heard != nil { self.soundUntil = self.newestSeen }
    }

    /// Taken out, so that nothing is copied; `nil` when the job has been delivered.
    private mutating func timeline(of job: JobID) -> TimelineSplice? {
        if let known = self.timelines.removeValue(forKey: job) { return known }
        return self.ended.contains(job) ? nil : TimelineSplice(after: 0, earlyCountMax: self.earlyCountMax)
    }

    private mutating func keep(_ timeline: TimelineSplice, of job: JobID) {
        guard !timeline.isDone else { return self.end(job) }
        self.timelines[job] = timeline
        if timeline.isMissingSome { self.wait(job) }
    }

    private mutating func end(_ job: JobID) {
        self.timelines[job] = nil
        guard self.ended.insert(job).inserted else { return }
        if let oldest = self.endedOrder.append(job, countMax: self.endedCountMax) {
            self.ended.remove(oldest)
        }
    }

    private mutating func wait(_ job: JobID) {
        if self.isWaiting.insert(job).inserted { self.waiting.append(job) }
    }

    /// The last so many jobs, in a ring.
    private struct BoundedOrder: Sendable {
        private var jobs: [JobID] = []
        private var next = 0

        /// - Returns: the one that is forgotten for it.
        mutating func append(_ job: JobID, countMax: Int) -> JobID? {
            guard self.jobs.count >= countMax else {
                self.jobs.append(job)
                return nil
            }
            let oldest = self.jobs[self.next]
            self.jobs[self.next] = job
            self.next = (self.next + 1) % countMax
            return oldest
        }
    }
}
