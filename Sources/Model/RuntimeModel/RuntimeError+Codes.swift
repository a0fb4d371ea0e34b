extension RuntimeError.Code {
    /// A peer sent bytes that break the wire contract. Report it; never retry.
    public static let malformedMessage = Self(rawValue: "wire.malformed")
    /// The peer speaks a version that this side does not. Update one of them.
    public static let unknownVersion = Self(rawValue: "wire.version")
    /// A message or body is longer than its limit. Send less, or raise the limit in the topology.
    public static let payloadTooLarge = Self(rawValue: "payload.tooLarge")
    /// A queue holds as much as it may. Retry later with backoff.
    public static let queueFull = Self(rawValue: "queue.full")
    /// Nobody answered in time. Retry; commands that create something carry an idempotency key.
    public static let timedOut = Self(rawValue: "service.timedOut")
    /// The service cannot be reached. Start it, or check the address.
    public static let unreachable = Self(rawValue: "service.unreachable")
    /// The service is stopping. Retry when it is back.
    public static let stopping = Self(rawValue: "service.stopping")
    /// The command is not known to this service. Update one of the two.
    public static let unknownCommand = Self(rawValue: "command.unknown")
    /// The command's fields are missing or wrong. Fix the command.
    public static let invalidCommand = Self(rawValue: "command.invalid")
    /// The idempotency key is that of a command of another kind, or with other contents. Choose another key.
    public static let keyReused = Self(rawValue: "command.keyReused")
    /// The account may not do that. Ask the owner or an administrator.
    public static let notAllowed = Self(rawValue: "account.notAllowed")
    /// No such account. Fix its name.
    public static let accountNotFound = Self(rawValue: "account.notFound")
    /// The account takes up as much as it may; context names the quota. Wait, delete something, or ask an
    /// administrator.
    public static let quotaExceeded = Self(rawValue: "account.quotaExceeded")
    /// No such session, or it is another account's. Open one.
    public static let sessionNotFound = Self(rawValue: "session.notFound")
    /// The session takes no jobs any more. Open another one.
    public static let sessionClosed = Self(rawValue: "session.closed")
    /// No such program, or it is not visible to this account. Fix the id.
    public static let programNotFound = Self(rawValue: "program.notFound")
    /// The metadata lacks required fields or holds wrong ones; all problems are named. Fix the metadata.
    public static let metadataInvalid = Self(rawValue: "program.metadataInvalid")
    /// The program cannot run as it is: a syntax error, or no proper `main`. Fix the program.
    public static let programInvalid = Self(rawValue: "program.invalid")
    /// The program raised. Read the traceback.
    public static let programRaised = Self(rawValue: "program.raised")
    /// The program's process ended without a result: killed by a signal, or exited on its own.
    public static let programDied = Self(rawValue: "program.died")
    /// The program's process could not be started. Report it to the operator.
    public static let programNotStarted = Self(rawValue: "program.notStarted")
    /// The job published or logged more than it may. Publish less, or raise the limit.
    public static let outputLimit = Self(rawValue: "output.limit")
    /// The job used more memory than it may.
    public static let memoryLimit = Self(rawValue: "memory.limit")
    /// The inputs are not a JSON object, or do not fit. Fix the inputs.
    public static let inputsInvalid = Self(rawValue: "inputs.invalid")
    /// No such job, or it belongs to another account. Fix the id.
    public static let jobNotFound = Self(rawValue: "job.notFound")
    /// The job has not ended. Wait for it, or cancel it.
    public static let jobNotFinal = Self(rawValue: "job.notFinal")
    /// The job has left no checkpoint. Run it from the beginning.
    public static let noCheckpoint = Self(rawValue: "job.noCheckpoint")
    /// The job ended without a result, with the reason given.
    public static let jobFailed = Self(rawValue: "job.failed")
    /// Every attempt lost its executor. Run the job again.
    public static let jobLost = Self(rawValue: "job.lost")
    /// An executor gave a job back that it had been leased ahead, before the job began. It is leased again.
    public static let leaseReturned = Self(rawValue: "lease.returned")
    /// The job ran longer than its program's `max_execution_time`.
    public static let ranTooLong = Self(rawValue: "job.ranTooLong")
    /// What was received is not the job's whole timeline. Read it again; report it when that does not help.
    public static let timelineIncomplete = Self(rawValue: "timeline.incomplete")
    /// The job was cancelled.
    public static let jobCancelled = Self(rawValue: "job.cancelled")
    /// The account's token was replaced while the connection was open. Connect with the new one.
    public static let tokenRenewed = Self(rawValue: "account.tokenRenewed")
    /// The feed is over: it was not renewed in time, or the service was started anew. Open another one.
    public static let feedNotFound = Self(rawValue: "feed.notFound")
    /// No such backend. `backend list` shows those there are.
    public static let backendNotFound = Self(rawValue: "backend.notFound")
    /// The backend does not have what the program or the circuit needs.
    public static let backendUnsuitable = Self(rawValue: "backend.unsuitable")
    /// No program environment of that name. Fix the name, or build it.
    public static let environmentNotFound = Self(rawValue: "environment.notFound")
    /// The service removed the job's inputs, events and result: they were too old, or too much was kept. Run it again.
    public static let payloadsRemoved = Self(rawValue: "job.payloadsRemoved")
    /// No such stored body. Upload it again.
    public static let bodyNotFound = Self(rawValue: "body.notFound")
    /// The bytes do not have the announced hash or length. Upload them again.
    public static let bodyCorrupt = Self(rawValue: "body.corrupt")
    /// Nothing of the upload is there: it stood still for too long, or the service was started anew. Begin it again with
    /// its first chunk.
    public static let uploadNotFound = Self(rawValue: "upload.notFound")
    /// A worker's lease or registration is not known. Register again.
    public static let unknownWorker = Self(rawValue: "worker.unknown")
    /// Another process owns the store. Stop it first.
    public static let storeInUse = Self(rawValue: "store.inUse")
    /// The store could not be read or written. Nothing was acknowledged; the operator looks at the disk.
    public static let storeFailed = Self(rawValue: "store.failed")
    /// The disk of the store is full: nothing was taken. Retry later; the operator makes room.
    public static let storeFull = Self(rawValue: "store.full")
    /// The stored state moved on since it was read. Read again.
    public static let conflict = Self(rawValue: "store.conflict")
    /// A configuration file is wrong; context names the file and the field.
    public static let configurationInvalid = Self(rawValue: "configuration.invalid")
}

extension RuntimeError {
    /// A payload is longer than a limit.
    ///
    /// - Parameters:
    ///   - byteCount: its length.
    ///   - name: what the topology calls the limit.
    package static func payloadTooLarge(_ byteCount: Int, limit: Int, named name: String) -> RuntimeError {
        RuntimeError(
            .payloadTooLarge, "The payload is longer than it may be.",
            context: ["bytes": "\(byteCount)", "limit": "\(limit)", "limit_name": name])
    }
}
