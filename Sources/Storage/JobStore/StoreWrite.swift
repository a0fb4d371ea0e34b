package import RuntimeModel
package import RuntimeWire

/// One change of the store.
package enum StoreWrite: Hashable, Sendable {
    case insertAccount(StoredAccount)
    /// Replaces the account of that name.
    case updateAccount(StoredAccount)
    case deleteAccount(AccountID)
    /// Adds a version, which follows the last one; version 1 makes the program and says its owner, who may see it
    /// and when it was made. What later versions say of these is not taken.
    case insertProgram(StoredProgram)
    /// Changes who may see it; what is `nil` stays.
    case setProgramVisibility(ProgramID, isPublic: Bool?, sharedWith: [AccountID]?)
    /// The program is seen no more; versions that a job pins stay readable for it.
    case deleteProgram(ProgramID)
    case insertJob(StoredJob, inputs: StoredPayload)
    /// Replaces the part that changes. A job that has ended keeps its status.
    case updateJob(JobID, JobProgress)
    case setTags(JobID, [String])
    /// Events of one job with consecutive sequences, which follow the last one stored. They may share a row.
    case appendEvents([EventRecord])
    /// Adds the attempt, or changes the one with the same key.
    case putAttempt(StoredAttempt)
    /// Removes the inputs and the timeline of a job that has ended; the job itself stays in the lists.
    case removePayloads(JobID, at: Timestamp)
    /// Deletes a job that has ended, with its events and attempts.
    case deleteJob(JobID)
    case insertSession(StoredSession)
    /// Ends a session that is open, or cancels one that has ended, whose time of its end stays.
    case endSession(SessionID, SessionStatus, reason: String, at: Timestamp)
}
