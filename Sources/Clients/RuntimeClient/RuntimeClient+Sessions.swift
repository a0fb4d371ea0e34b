public import RuntimeModel
public import RuntimeWire

/// Sessions: jobs that belong together, for which the service keeps processes warm. And many jobs by one command.
extension RuntimeClient {
    /// Opens a session. Name it as ``RunOptions/session`` of its jobs, and close it when there are no more.
    ///
    /// - Parameters:
    ///   - backend: of jobs that name none; may be `least_busy`, which is settled here.
    ///   - timeToLive: how long it takes jobs, in seconds; the service's default without it.
    ///   - idleTimeMax: how long it may be without a job before it ends, in seconds; likewise.
    public func openSession(
        backend: String? = nil, timeToLive: Int? = nil, idleTimeMax: Int? = nil
    ) async throws -> SessionSummary {
        let wish = SessionOpen(
            idempotencyKey: self.makeKey(), backend: backend, timeToLive: timeToLive, idleTimeMax: idleTimeMax
        )
        return try await self.ask(.sessionOpen, json: wish, as: SessionSummary.self)
    }

    /// Ends a session: it takes no jobs any more. Safe to repeat.
    ///
    /// - Parameter cancelsJobs: whether the jobs that it took are cancelled; they run to their end without it.
    @discardableResult
    public func close(_ session: SessionID, cancelsJobs: Bool = false) async throws -> SessionSummary {
        let wish = SessionClose(sessionID: session, cancelsJobs: cancelsJobs ? true : nil)
        return try await self.ask(.sessionClose, json: wish, as: SessionSummary.self)
    }

    /// A session by its id.
    public func session(_ id: SessionID) async throws -> SessionSummary {
        try await self.ask(.sessionGet, json: SessionName(sessionID: id), as: SessionSummary.self)
    }

    /// Sessions of this account (administrators: of all), newest first, and how many there are in all.
    ///
    /// - Parameter isOpen: only those that are open, or only those that are not.
    public func sessions(
        limit: Int = 20, offset: Int = 0, isOpen: Bool? = nil
    ) async throws -> (rows: [SessionSummary], count: Int) {
        try await self.rows(limit: limit, offset: offset) { limit, offset in
            let wish = SessionListing(limit: limit, offset: offset, isOpen: isOpen)
            let list = try await self.ask(.sessionList, json: wish, as: SessionList.self)
            return (list.sessions, list.count)
        }
    }

    /// Runs a program once for each of the inputs. All jobs are accepted, or none.
    ///
    /// - Parameters:
    ///   - inputs: JSON objects, each with the keyword arguments of one run.
    ///   - options: of every job; a given idempotency key is that of all.
    /// - Returns: the jobs in the order of the inputs, once all are durable.
    public func runBatch(
        _ program: ProgramID, inputs: [[UInt8]], options: RunOptions = RunOptions()
    ) async throws -> [Job] {
        var bodies: [[UInt8]] = []
        var references: [Int] = []
        for (index, bytes) in inputs.enumerated() {
            let (form, body) = try await self.payload(bytes)
            if form == .reference { references.append(index) }
            bodies.append(body)
        }
        let batch = JobRunBatch(
            run: self.command(program, options), references: references.isEmpty ? nil : references)
        let accepted = try await self.ask(
            MessageHeader(.jobRunBatch, contentType: .json), frames: [try WireJSON.encode(batch)] + bodies,
            as: JobsAccepted.self)
        return accepted.jobIDs.map { Job(id: $0, client: self, eventsBefore: 0) }
    }

    /// What a command that runs a program says.
    func command(_ program: ProgramID, _ options: RunOptions) -> JobRun {
        JobRun(
            programID: program, idempotencyKey: options.idempotencyKey ?? self.makeKey(),
            backend: options.backend, environment: options.environment,
            maxExecutionTime: options.maxExecutionTime, logLevel: options.logLevel, tags: options.tags,
            sessionID: options.session, resumeFrom: options.resumeFrom)
    }
}
