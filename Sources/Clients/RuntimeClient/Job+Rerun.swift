import RuntimeModel
import RuntimeWire

extension Job {
    /// Runs the job again as it was: the same version of the program, the same inputs, backend, environment, limits, log
    /// level and seed; not in its session, whose processes remember what ran before.
    ///
    /// - Parameter tags: words to find the new job by; those of this one without them.
    /// - Returns: the new job, whose summary names the first one in `rerunOf`.
    /// - Throws: `job.payloadsRemoved` when the inputs are kept no more; `program.notFound`.
    public func rerun(tags: [String]? = nil) async throws -> Job {
        let run = JobRun(
            programID: try await self.summary().programID, idempotencyKey: self.client.makeKey(), tags: tags,
            rerunOf: self.id)
        let accepted = try await self.client.ask(.jobRun, json: run, as: JobAccepted.self)
        return Job(id: accepted.jobID, client: self.client)
    }

    /// Compares what two jobs that have ended told: their interim results in order, their results, and how they ended.
    /// Of a job that was begun again after a crash, the last run counts.
    ///
    /// Values are compared as JSON: the order of an object's members and the time of an event make no difference.
    /// Numbers are compared by what is written, to the last digit and with their sign: 1 equals 1.0, and -0.0 does not
    /// equal 0.0.
    ///
    /// - Throws: `job.notFinal`.
    public func compare(to other: Job) async throws -> JobComparison {
        let (first, second) = (try await self.ended(), try await other.ended())
        var one = JobOutputs(self, attempt: first.attempt)
        var two = JobOutputs(other, attempt: second.attempt)
        var count = 0
        while true {
            let (left, right) = (try await one.next(), try await two.next())
            let isInterim = left?.kind == .interim || right?.kind == .interim
            if isInterim { count += 1 }
            guard let left, let right, left.kind == right.kind else {
                return JobComparison(
                    interimCount: isInterim ? count - 1 : count,
                    difference: isInterim
                        ? JobDifference(
                            .interim(count), first: left?.shownInterim, second: right?.shownInterim)
                        : first.difference(from: second))
            }
            if let found = JobDifference.between(left, right, at: isInterim ? .interim(count) : .result) {
                return JobComparison(interimCount: isInterim ? count - 1 : count, difference: found)
            }
        }
    }

    private func ended() async throws -> JobSummary {
        let summary = try await self.summary()
        guard summary.status.isFinal else {
            throw RuntimeError(
                .jobNotFinal, "The job has not ended.",
                context: ["job_id": self.id.description, "status": summary.status.rawValue])
        }
        return summary
    }
}

/// What one run of a job published and returned.
private struct JobOutputs {
    private var events: JobEvents.Iterator
    private let attempt: Int

    init(_ job: Job, attempt: Int) {
        self.events = job.events().makeAsyncIterator()
        self.attempt = attempt
    }

    /// The next interim result, or the result.
    mutating func next() async throws -> JobEvent? {
        while let event = try await self.events.next() {
            if event.attempt == self.attempt, event.kind == .interim || event.kind == .result { return event }
        }
        return nil
    }
}

extension JobEvent {
    /// The body, where it is an interim result.
    fileprivate var shownInterim: String? { self.kind == .interim ? self.text : nil }
}

extension JobSummary {
    fileprivate func difference(from other: JobSummary) -> JobDifference? {
        let texts = [self, other].map {
            [$0.status.rawValue, $0.code].compactMap(\.self).joined(separator: ", ")
        }
        return texts[0] == texts[1] ? nil : JobDifference(.status, first: texts[0], second: texts[1])
    }
}
