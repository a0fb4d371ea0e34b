import ExecutorCore
import Logging
import MessageBus
import RuntimeModel
import RuntimeWire

/// Telling the coordinator what happened, until it has acknowledged it.
extension Executor {
    /// Puts an event of a program on its way, unless the job may make no more of them.
    func publish(
        _ kind: MessageKind, contentType: ContentType, flags: UInt16 = 0, body: [UInt8], of run: ProgramRun
    ) {
        guard self.admits(body, of: run) else { return }
        run.hasSpoken = true
        self.add(self.header(kind, contentType: contentType, flags: flags, of: run), body: body, to: run)
        self.releaseMetric(of: run)
    }

    /// Whether a job may make one more event of this body; one that may not is ended.
    private func admits(_ body: [UInt8], of run: ProgramRun) -> Bool {
        guard !run.isAbandoned, !run.hasEnded else { return false }
        let broken =
            body.count > self.messageByteCountMax
            ? "The program published a message of more than \(self.messageByteCountMax) bytes."
            : run.limiter.admit(byteCount: body.count)
        guard let broken else { return true }
        self.perform(run.machine.ruleBroken(.outputLimit, broken), of: run)
        return false
    }

    /// What a program's process tells of itself. It has time: it goes right behind the next message, whose commit it
    /// shares, or before the outcome, however that comes about; alone when neither has come for a while. What it tells
    /// later replaces it.
    func holdMetric(_ body: [UInt8], of run: ProgramRun) {
        guard self.admits(body, of: run) else { return }
        run.metric = Report(header: self.header(.metric, contentType: .json, of: run), body: body)
        guard run.metricTimer == nil else { return }
        let key = run.key
        run.metricTimer = self.loop.schedule(after: self.configuration.metricDelay) { [weak self] in
            self?.assumeIsolated { executor in
                guard let run = executor.run(of: key) else { return }
                executor.releaseMetric(of: run)
            }
        }
    }

    private func releaseMetric(of run: ProgramRun) {
        run.metricTimer?.cancel()
        run.metricTimer = nil
        guard let metric = run.metric, !run.isAbandoned else { return }
        run.metric = nil
        self.add(metric.header, body: metric.body, to: run)
    }

    /// The program wrote to one of its streams.
    func received(_ bytes: [UInt8], from stream: ProgramOutputStream, of run: ProgramRun) {
        let index = Int(stream.rawValue)
        self.publishLog(run.logs[index].append(bytes), from: index, of: run)
        guard run.logs[index].holdsPart, run.logTimer == nil else { return }
        let key = run.key
        run.logTimer = self.loop.schedule(after: self.configuration.logPartDelay) { [weak self] in
            self?.assumeIsolated { executor in
                guard let run = executor.run(of: key) else { return }
                run.logTimer = nil
                executor.flushLogs(of: run)
            }
        }
    }

    /// Reports lines without an end as they are.
    func flushLogs(of run: ProgramRun) {
        for index in run.logs.indices { self.publishLog(run.logs[index].flush(), from: index, of: run) }
    }

    /// Bytes of an inline outcome that are not the result's.
    static let outcomeSpareByteCount = 8 << 10

    /// The last report of an attempt.
    func report(_ end: ProgramRunEnd, of run: ProgramRun) {
        self.releaseMetric(of: run)
        self.release(run)
        let summary = OutcomeSummary(
            status: end.status, code: end.code?.rawValue, reason: end.reason, traceback: end.traceback,
            runMilliseconds: run.startedAt.map { Int((self.loop.now - $0) / .milliseconds(1)) })
        let flags = run.takeViolation() && end.status == .completed ? EventRecord.violationFlag : 0
        let header = self.header(.outcome, contentType: end.contentType, flags: flags, of: run)
        if end.status == .completed, let file = run.outcome?.file {
            self.putResult(.file(file), summary: summary, header: header, of: run)
        } else if end.result.count <= self.configuration.inlineByteCountMax - Self.outcomeSpareByteCount {
            self.addOutcome(Outcome(summary: summary, result: end.result), header: header, to: run)
        } else {
            self.putResult(.bytes(end.result), summary: summary, header: header, of: run)
        }
        run.outcome = nil
    }

    /// The coordinator has committed an attempt's reports, or says that its lease is over.
    func reportAnswered(_ header: MessageHeader) {
        guard let run = self.run(of: header.attemptKey) else { return }
        if header.flags & 1 != 0 { return self.abandon(run) }
        self.acknowledged(run, through: header.sequence)
    }

    /// Everything up to a number is committed.
    func acknowledged(_ run: ProgramRun, through number: UInt64) {
        guard run.outbox.acknowledge(through: number) else { return }
        run.progressAt = self.loop.now
        if run.hasEnded, run.outbox.isEmpty { return self.forget(run) }
        self.markDirty(run)
        self.updateBackPressure(of: run)
    }

    /// Something of this attempt is to be sent, together with all else of this turn of the loop.
    func markDirty(_ run: ProgramRun) {
        if !run.isDirty {
            run.isDirty = true
            self.dirty.append(run)
        }
        guard !self.isFlushScheduled else { return }
        self.isFlushScheduled = true
        self.loop.post { [weak self] in
            self?.assumeIsolated { $0.flush() }
        }
    }

    /// Stops or goes on reading what a program writes.
    func pauseReading(_ run: ProgramRun, _ paused: Bool) {
        guard run.isReadingPaused != paused else { return }
        run.isReadingPaused = paused
        run.process?.pauseReading(paused)
    }

    // MARK: - Adding

    private func header(
        _ kind: MessageKind, contentType: ContentType, flags: UInt16 = 0, of run: ProgramRun
    ) -> MessageHeader {
        MessageHeader(
            kind, contentType: contentType, flags: flags, attempt: run.key.attempt, job: run.key.job,
            time: self.loop.timestamp)
    }

    private func publishLog(_ bodies: [[UInt8]], from stream: Int, of run: ProgramRun) {
        for body in bodies {
            self.publish(.log, contentType: .text, flags: UInt16(stream), body: body, of: run)
        }
    }

    /// Gives a report its number; a body too long for a message goes into the store first.
    private func add(_ header: MessageHeader, body: [UInt8], to run: ProgramRun) {
        guard body.count > self.configuration.inlineByteCountMax else {
            self.append(Report(header: header, body: body), to: run)
            return
        }
        self.put(.bytes(body), of: run) { result in
            switch result {
            case .success(let reference):
                var header = header
                header.bodyForm = .reference
                return Report(header: header, body: reference.encoded)
            case .failure(let error):
                // The number is taken: something has to stand there.
                var header = header
                header.kindByte = MessageKind.log.rawValue
                header.contentType = .text
                header.flags = 1
                return Report(
                    header: header, body: Array("A message could not be stored: \(error.message)\n".utf8))
            }
        }
    }

    private func putResult(
        _ result: ReportBody, summary: OutcomeSummary, header: MessageHeader, of run: ProgramRun
    ) {
        self.put(result, of: run) { stored in
            var header = header
            var outcome = Outcome(summary: summary)
            switch stored {
            case .success(let reference):
                header.bodyForm = .reference
                outcome.result = reference.encoded
            case .failure(let error):
                header.contentType = .none
                outcome.summary = OutcomeSummary(
                    status: .failed, code: error.code.rawValue,
                    reason: "The result could not be stored: \(error.message)")
            }
            return Report(header: header, body: Self.body(of: outcome))
        }
    }

    private func addOutcome(_ outcome: Outcome, header: MessageHeader, to run: ProgramRun) {
        var body = Self.body(of: outcome)
        if body.count > self.configuration.inlineByteCountMax {
            // Written as JSON a traceback of control characters grows. A report that no frame holds would never
            // arrive, and cost the executor its connection again and again.
            var outcome = outcome
            outcome.summary.traceback = nil
            body = Self.body(of: outcome)
        }
        self.append(Report(header: header, body: body), to: run)
    }

    private static func body(of outcome: Outcome) -> [UInt8] {
        // A summary is strings alone: writing it as JSON cannot fail.
        (try? outcome.encoded()) ?? []
    }

    private func append(_ report: Report, to run: ProgramRun) {
        var report = report
        report.header.sequence = run.outbox.lastNumber + 1
        run.outbox.append(report, byteCount: report.body.count + MessageHeader.byteCount)
        self.added(to: run)
    }

    private func added(to run: ProgramRun) {
        if run.outbox.count == 1 { run.progressAt = self.loop.now }
        self.markDirty(run)
        self.updateBackPressure(of: run)
    }

    /// Reserves a number, puts a body into the store, and makes the report from what became of that.
    private func put(
        _ body: ReportBody, of run: ProgramRun,
        report: @escaping @Sendable (Result<BodyReference, RuntimeError>) -> Report
    ) {
        let number = run.outbox.reserve(byteCount: body.byteCount)
        let key = run.key
        guard let bodies = self.bodies else {
            let error = RuntimeError(.unreachable, "The store has not been reached yet.")
            return self.fill(number, of: key, with: report(.failure(error)))
        }
        let transfer = bodies.put(body, for: key.job) { [weak self] result in
            self?.assumeIsolated { $0.fill(number, of: key, with: report(result)) }
        }
        run.puts[number] = transfer
        self.added(to: run)
    }

    private func fill(_ number: UInt64, of key: AttemptKey, with report: Report) {
        guard let run = self.run(of: key), !run.isAbandoned else { return }
        run.puts[number] = nil
        var report = report
        report.header.sequence = number
        run.outbox.fill(number, with: report, byteCount: report.body.count + MessageHeader.byteCount)
        self.added(to: run)
    }

    /// Lets the program go on, or makes it wait, by how much of what it published is not committed.
    private func updateBackPressure(of run: ProgramRun) {
        guard case .running = run.machine.state else { return }
        self.pauseReading(run, run.outbox.isFull)
        let credit = run.credit.due(unanswered: run.outbox.count)
        if credit > 0 { run.process?.send(ProgramFrame.credit(credit), descriptor: nil) }
    }

    // MARK: - Sending

    private func flush() {
        self.isFlushScheduled = false
        let dirty = self.dirty
        self.dirty = []
        for run in dirty { run.isDirty = false }
        guard self.membership.isAdmitted, !self.isClosed else { return }
        for run in dirty where !run.isAbandoned { self.sendReports(of: run) }
        self.watchForSilence()
    }

    private func sendReports(of run: ProgramRun) {
        while let batch = run.outbox.takeUnsent(
            countMax: self.configuration.reportBatchCountMax,
            byteCountMax: self.configuration.reportBatchByteCountMax)
        {
            let header = MessageHeader(
                .report, attempt: run.key.attempt, sequence: batch.first, job: run.key.job,
                time: self.loop.timestamp)
            guard self.send(Message(header, frames: batch.items.map(\.packed))) else {
                // A full queue: it is tried again when the silence has lasted.
                return run.outbox.putBack(batch.items.count)
            }
        }
    }

    /// Sends again what has stayed without an answer.
    private func watchForSilence() {
        guard self.resending == nil, self.runs.contains(where: { !$0.outbox.isEmpty }) else { return }
        let interval = self.configuration.reportResendInterval
        self.resending = self.loop.schedule(after: interval) { [weak self] in
            self?.assumeIsolated { executor in
                executor.resending = nil
                for run in executor.runs where !run.outbox.isEmpty && !run.isAbandoned {
                    guard executor.loop.now - run.progressAt >= interval else { continue }
                    run.progressAt = executor.loop.now
                    run.outbox.resendAll()
                    executor.markDirty(run)
                }
                executor.watchForSilence()
            }
        }
    }
}
