import MessageBus
public import RuntimeModel
public import RuntimeWire

/// A connection to a Spinwire service. Usable from any task; everything it does is also to be had from Python.
///
/// Commands that create something carry an idempotency key and are repeated under it when an answer is lost, so that
/// a service that is restarted in the middle accepts a job once. Errors are ``RuntimeError``s.
public final class RuntimeClient: Sendable {
    package let connection: ClientConnection

    private let released: @Sendable () async -> Void

    /// - Parameter released: releases what the connection ran on, after it was closed.
    package init(connection: ClientConnection, released: @escaping @Sendable () async -> Void = {}) {
        self.connection = connection
        self.released = released
    }

    /// Ends the connection. Jobs go on.
    public func close() async {
        await self.connection.close()
        await self.released()
    }

    // MARK: - Programs

    /// Uploads a program.
    ///
    /// - Parameters:
    ///   - source: Python source with `main(backend, user_messenger, **kwargs)`. Not checked here.
    ///   - metadata: at least `name`, `max_execution_time` (seconds) and `description`.
    /// - Returns: the program's id.
    /// - Throws: `program.metadataInvalid`, naming every problem; `payload.tooLarge`.
    public func upload(source: String, metadata: JSONValue) async throws -> ProgramID {
        try await self.upload(program: Array(source.utf8), metadata: metadata)
    }

    /// As ``upload(source:metadata:)``, for bytes: UTF-8 source, or a tar of several files, whose module with `main` is
    /// `main.py` unless a global pax header `SPINWIRE.entry` names another one.
    public func upload(program: [UInt8], metadata: JSONValue) async throws -> ProgramID {
        let upload = ProgramUpload(idempotencyKey: self.makeKey(), metadata: metadata)
        let (form, body) = try await self.payload(program)
        let header = MessageHeader(.programUpload, contentType: .json, bodyForm: form)
        return try await self.ask(
            header, frames: [try WireJSON.encode(upload), body], as: ProgramVersion.self
        ).programID
    }

    /// Replaces a program's source, some keys of its metadata, or both. Jobs that were accepted keep their version.
    ///
    /// - Returns: the new version.
    @discardableResult
    public func update(
        _ program: ProgramID, source: String? = nil, metadata: JSONValue? = nil
    ) async throws -> ProgramVersion {
        try await self.update(program, bytes: source.map { Array($0.utf8) }, metadata: metadata)
    }

    /// As ``update(_:source:metadata:)``, for bytes; see ``upload(program:metadata:)``.
    @discardableResult
    public func update(
        _ program: ProgramID, bytes: [UInt8]?, metadata: JSONValue? = nil
    ) async throws -> ProgramVersion {
        let update = ProgramUpdate(programID: program, idempotencyKey: self.makeKey(), metadata: metadata)
        var header = MessageHeader(.programUpdate, contentType: .json)
        var frames = [try WireJSON.encode(update)]
        if let bytes {
            let (form, body) = try await self.payload(bytes)
            header.bodyForm = form
            frames.append(body)
        }
        return try await self.ask(header, frames: frames, as: ProgramVersion.self)
    }

    /// Deletes a program. Jobs that were accepted still run.
    public func delete(_ program: ProgramID) async throws {
        _ = try await self.ask(.programDelete, json: ProgramName(programID: program), as: NoContent.self)
    }

    /// Makes a program visible to every account, or to its owner and those that it is shared with. Only accounts that
    /// may publish make one public.
    public func setVisibility(of program: ProgramID, isPublic: Bool) async throws {
        let wish = ProgramVisibility(programID: program, isPublic: isPublic)
        _ = try await self.ask(.programSetVisibility, json: wish, as: NoContent.self)
    }

    /// Lets these accounts, and no others, see and run a program while it is private.
    public func share(_ program: ProgramID, with accounts: [AccountID]) async throws {
        let wish = ProgramVisibility(programID: program, sharedWith: accounts)
        _ = try await self.ask(.programSetVisibility, json: wish, as: NoContent.self)
    }

    /// The programs that this account may see, newest first, and how many there are in all.
    ///
    /// - Parameters:
    ///   - search: words; each begins a word of the id, the name or the description.
    ///   - name: only those of this name.
    ///   - owner: only those of this account.
    ///   - isPublic: only public ones, or only those that are not.
    public func programs(
        limit: Int = 20, offset: Int = 0, search: String? = nil, name: String? = nil, owner: AccountID? = nil,
        isPublic: Bool? = nil
    ) async throws -> (rows: [ProgramSummary], count: Int) {
        try await self.rows(limit: limit, offset: offset) { limit, offset in
            let wish = ProgramListing(
                limit: limit, offset: offset, search: search, name: name, owner: owner, isPublic: isPublic)
            let list = try await self.ask(.programList, json: wish, as: ProgramList.self)
            return (list.programs, list.count)
        }
    }

    /// All versions of a program, newest first, and how many there are.
    public func history(
        of program: ProgramID, limit: Int = 20, offset: Int = 0
    ) async throws -> (rows: [ProgramSummary], count: Int) {
        try await self.rows(limit: limit, offset: offset) { limit, offset in
            let wish = ProgramHistory(programID: program, limit: limit, offset: offset)
            let list = try await self.ask(.programHistory, json: wish, as: ProgramList.self)
            return (list.programs, list.count)
        }
    }

    /// One program; its source as well for its owner.
    public func program(
        _ program: ProgramID, version: Int? = nil
    ) async throws -> (summary: ProgramSummary, source: String?) {
        let (summary, bytes) = try await self.programBytes(program, version: version)
        return (summary, bytes.map { String(decoding: $0, as: UTF8.self) })
    }

    /// As ``program(_:version:)``, with the bytes as they were uploaded: a tar for a program of several files.
    public func programBytes(
        _ program: ProgramID, version: Int? = nil
    ) async throws -> (summary: ProgramSummary, bytes: [UInt8]?) {
        let header = MessageHeader(.programGet, contentType: .json)
        let name = try WireJSON.encode(ProgramName(programID: program, version: version))
        let answer = try await self.connection.call(header, frames: [name])
        return (try answer.json(as: ProgramSummary.self), try await self.body(of: answer))
    }

    // MARK: - Jobs

    /// Runs a program. Returns as soon as the job is durable, long before it ends.
    ///
    /// - Parameter inputs: a JSON object: the keyword arguments of `main`.
    public func run(
        _ program: ProgramID, inputs: JSONValue = .object([:]), options: RunOptions = RunOptions()
    ) async throws -> Job {
        try await self.run(program, inputs: try WireJSON.encode(inputs), options: options)
    }

    /// As ``run(_:inputs:options:)``, with inputs that are JSON bytes already.
    public func run(
        _ program: ProgramID, inputs: [UInt8], options: RunOptions = RunOptions()
    ) async throws -> Job {
        try await self.run(program, inputs: .bytes(inputs), options: options)
    }

    /// As ``run(_:inputs:options:)``, with inputs that are JSON in a file: sent part by part, however long they are.
    public func run(
        _ program: ProgramID, inputsFile path: String, options: RunOptions = RunOptions()
    ) async throws -> Job {
        try await self.run(program, inputs: .file(try BodyFile(path)), options: options)
    }

    private func run(
        _ program: ProgramID, inputs: BodySource, options: RunOptions
    ) async throws -> Job {
        let run = self.command(program, options)
        let (form, body) = try await self.payload(inputs)
        let header = MessageHeader(.jobRun, contentType: .json, bodyForm: form)
        let accepted = try await self.ask(
            header, frames: [try WireJSON.encode(run), body], as: JobAccepted.self)
        return Job(id: accepted.jobID, client: self, eventsBefore: accepted.eventsBefore ?? 0)
    }

    /// A job by its id. Whether there is one shows when it is asked.
    public func job(_ id: JobID) -> Job { Job(id: id, client: self) }

    /// Jobs of this account (administrators: of all), and how many the query finds in all.
    ///
    /// - Returns: up to `limit` jobs, and where the list goes on, if it does: the `cursor` of the next query.
    public func jobs(
        _ query: JobQuery = JobQuery()
    ) async throws -> (rows: [JobSummary], count: Int, next: String?) {
        var rows: [JobSummary] = []
        var cursor = query.cursor
        while true {
            var wish = query.listing(limit: query.limit - rows.count)
            // An answer holds what fits into a frame: the list goes on until it is long enough.
            if !rows.isEmpty { wish.offset = 0 }
            wish.cursor = cursor
            let list = try await self.ask(.jobList, json: wish, as: JobList.self)
            rows += list.jobs
            cursor = list.next
            if cursor == nil || rows.count >= query.limit { return (rows, list.count, cursor) }
        }
    }

    // MARK: - The service

    /// The backends, in the order of the topology.
    public func backends() async throws -> [BackendStatus] {
        try await self.ask(MessageHeader(.backendList), frames: [], as: BackendList.self).backends
    }

    /// The environments that programs can run in, the default first.
    public func environments() async throws -> [EnvironmentStatus] {
        try await self.ask(MessageHeader(.environmentList), frames: [], as: EnvironmentList.self).environments
    }

    /// How the service is.
    public func status() async throws -> ServiceStatus {
        try await self.ask(MessageHeader(.serviceStatus), frames: [], as: ServiceStatus.self)
    }

    func makeKey() -> String {
        let loop = self.connection.loop
        return JobID(high: loop.randomBits(), low: loop.randomBits()).description
    }
}
