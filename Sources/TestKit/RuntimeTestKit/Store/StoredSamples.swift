import ContentHashing
package import JobStore
package import RuntimeModel
package import RuntimeWire

/// Rows for tests: made of small numbers, no two alike, with every optional part filled in at least one of them.
package enum StoredSamples {
    package static func time(_ number: Int) -> Timestamp {
        Timestamp(microseconds: 1_700_000_000_000_000 + UInt64(number))
    }

    package static func jobID(_ number: Int) -> JobID {
        JobID(high: 0xFEDC_BA98_7654_3210, low: UInt64(number))
    }

    package static func account(_ name: String, role: AccountRole = .user) -> StoredAccount {
        StoredAccount(
            id: AccountID(name), role: role, tokenHash: Array(repeating: UInt8(name.utf8.count), count: 32),
            createdAt: Self.time(name.utf8.count))
    }

    package static func program(
        _ id: String, version: Int = 1, owner: String = "ada", isPublic: Bool = false,
        description: String? = nil
    ) -> StoredProgram {
        let source = Array("def main(): return \(version)".utf8)
        let described = description.map { ",\"description\":\"\($0)\"" } ?? ""
        return StoredProgram(
            id: ProgramID(id), version: version, owner: AccountID(owner), isPublic: isPublic,
            metadata: Array("{\"name\":\"\(id)\"\(described)}".utf8),
            source: StoredPayload(form: .inline, contentType: .text, bytes: source),
            sourceByteCount: 21, sourceHash: ContentHash.sha256(source), createdAt: Self.time(1),
            updatedAt: Self.time(version))
    }

    package static func inputs(_ number: Int) -> StoredPayload {
        StoredPayload(form: .inline, contentType: .json, bytes: Array("{\"iterations\":\(number)}".utf8))
    }

    /// A queued job without events.
    package static func job(
        _ number: Int, owner: String = "ada", programID: String = "hello", version: Int = 1,
        tags: [String] = [], session: String? = nil, resumedFrom: Int? = nil, rerunOf: Int? = nil
    ) -> StoredJob {
        StoredJob(
            id: Self.jobID(number), owner: AccountID(owner), programID: ProgramID(programID),
            programVersion: version, backend: "ring-\(number)", environment: "default",
            maxExecutionTime: 300 + number, logLevel: number.isMultiple(of: 2) ? "DEBUG" : nil, tags: tags,
            sessionID: session.map { SessionID($0) }, resumedFrom: resumedFrom.map(Self.jobID),
            eventsBefore: resumedFrom == nil ? 0 : 7,
            rerunOf: rerunOf.map(Self.jobID), createdAt: Self.time(number),
            progress: JobProgress(status: .queued, attempt: 0, lastSequence: 0, lastReport: 0))
    }

    /// An open session.
    package static func session(
        _ number: Int, owner: String = "ada", backend: String? = "ring"
    ) -> StoredSession {
        StoredSession(
            id: SessionID("session-\(number)"), owner: AccountID(owner), backend: backend,
            timeToLive: 100 + number, idleTimeMax: 10 + number, createdAt: Self.time(number))
    }

    /// Progress with all parts filled.
    package static func progress(_ status: JobStatus, lastSequence: UInt64 = 0) -> JobProgress {
        JobProgress(
            status: status, attempt: 2, worker: WorkerID("executor-1"), incarnation: "first",
            lastSequence: lastSequence, lastReport: 7, resultSequence: 3, code: "program.raised",
            reason: "The program raised; read the traceback.", startedAt: Self.time(10),
            endedAt: Self.time(20), timelineHash: Self.bytes(32), canceller: AccountID("root"),
            cancelledAt: Self.time(15), checkpointSequence: 2, metricSequence: 3)
    }

    /// Consecutive events of the job with a number, each with a body of so many bytes.
    package static func events(
        _ number: Int, _ sequences: ClosedRange<UInt64>, bodyByteCount: Int = 5
    ) -> [EventRecord] {
        sequences.map { sequence in
            EventRecord(
                job: Self.jobID(number), sequence: sequence, attempt: 1,
                kind: sequence.isMultiple(of: 2) ? .interim : .log, flags: UInt16(sequence % 2),
                contentType: sequence.isMultiple(of: 2) ? .json : .text, time: Self.time(Int(sequence)),
                body: Array(repeating: UInt8(truncatingIfNeeded: sequence), count: bodyByteCount))
        }
    }

    /// The transaction that accepts a job.
    package static func acceptance(_ job: StoredJob) -> StoreTransaction {
        StoreTransaction(writes: [.insertJob(job, inputs: Self.inputs(Int(job.id.low)))])
    }

    /// Bytes that follow no simple pattern and are the same each time.
    package static func bytes(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
        var word = seed
        return (0..<count).map { _ in
            word = word &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: word >> 33)
        }
    }
}
