import ContentHashing
import JobStore
import RuntimeModel
import RuntimeWire

extension JobStoreContract {
    static let retention: [Self] = [
        Self("A job whose payloads are removed stays in the lists and counts no bytes") { store in
            try await Self.commit(
                store, .insertJob(StoredSamples.job(1, tags: ["x"]), inputs: StoredSamples.inputs(1)),
                .appendEvents(StoredSamples.events(1, 1...3)))
            try await Self.demandConflict(
                store, .removePayloads(StoredSamples.jobID(1), at: StoredSamples.time(30)))
            try await Self.commit(
                store, .updateJob(StoredSamples.jobID(1), StoredSamples.progress(.completed)))
            try await Self.commit(
                store, .removePayloads(StoredSamples.jobID(1), at: StoredSamples.time(30)))
            let job = try await store.job(StoredSamples.jobID(1))
            try demand(job?.payloadsRemovedAt, is: StoredSamples.time(30))
            try demand(job?.progress.lastSequence, is: 3)
            try demand(job?.tags, is: ["x"])
            try demand(try await store.inputs(of: StoredSamples.jobID(1)), is: nil)
            let events = try await store.timeline(
                of: StoredSamples.jobID(1), after: 0, limit: 10, byteCountMax: 1000)
            try demand(events, is: [])
            try demand(try await store.storedByteCounts()[AccountID("ada")] ?? 0, is: 0)
            try demand(try await store.jobs(JobFilter(limit: 5, offset: 0)).count, is: 1)
            try demand(try await store.endedJobs(before: nil, limit: 5), is: [])
            try await Self.commit(store, .deleteJob(StoredSamples.jobID(1)))
        },
        Self("Jobs that have ended come in the order of their ends, before a time, with what they take") {
            store in
            for (number, end) in [(1, 50), (2, 40), (3, 60), (4, 0)] {
                try await Self.commit(
                    store, .insertJob(StoredSamples.job(number), inputs: StoredSamples.inputs(number)))
                if end > 0 { try await Self.end(number, at: end, store) }
            }
            let all = try await store.endedJobs(before: nil, limit: 2)
            try demand(all.map(\.id), is: [StoredSamples.jobID(2), StoredSamples.jobID(1)])
            try demand(all[0].storedByteCount, is: StoredSamples.inputs(2).byteCount)
            let early = try await store.endedJobs(before: StoredSamples.time(60), limit: 9)
            try demand(early.map(\.id), is: [StoredSamples.jobID(2), StoredSamples.jobID(1)])
        },
        Self("A body is collected once nothing refers to it, and not before", Self.collection),
        Self("A body that was put or kept of late is not collected") { store in
            for byteCount in [100, 2 << 20] {
                let bytes = StoredSamples.bytes(byteCount, seed: 9)
                let reference = ContentHash.reference(to: bytes)
                let put = try await store.putBody(
                    reference, offset: 0, chunk: bytes, at: StoredSamples.time(10))
                try demand(put, is: byteCount)
                try demand(
                    try await store.collectBodies(keptBefore: StoredSamples.time(10), limit: 9), is: 0)
                // The same body again, a while later.
                let late = Timestamp(microseconds: StoredSamples.time(10).microseconds + 120_000_000)
                _ = try await store.putBody(reference, offset: 0, chunk: bytes, at: late)
                try demand(try await store.collectBodies(keptBefore: late, limit: 9), is: 0)
                let later = Timestamp(microseconds: late.microseconds + 120_000_000)
                try demand(try await store.keepBody(reference.hash, at: later)?.byteCount, is: byteCount)
                try demand(try await store.collectBodies(keptBefore: later, limit: 9), is: 0)
                let end = Timestamp(microseconds: later.microseconds + 1)
                try demand(try await store.collectBodies(keptBefore: end, limit: 9), is: 1)
                try demand(try await store.keepBody(reference.hash, at: end), is: nil)
                // And it may be put again.
                _ = try await store.putBody(reference, offset: 0, chunk: bytes, at: end)
                let found = try await store.body(reference.hash, offset: 0, byteCount: byteCount)
                try demand(found.bytes, is: bytes)
                _ = try await store.collectBodies(
                    keptBefore: Timestamp(microseconds: end.microseconds + 1), limit: 9)
            }
        },
        Self("What nothing refers to counts for who put it, or used it last, until it is gone", Self.owners),
        Self("Sessions that ended long ago and have no jobs are forgotten") { store in
            for number in 1...4 {
                try await Self.commit(store, .insertSession(StoredSamples.session(number)))
            }
            for (number, time) in [(1, 50), (2, 40), (3, 60)] {
                let id = StoredSamples.session(number).id
                try await Self.commit(
                    store, .endSession(id, .closed, reason: "Done.", at: StoredSamples.time(time)))
            }
            let job = StoredSamples.job(1, session: StoredSamples.session(2).id.rawValue)
            try await Self.commit(store, .insertJob(job, inputs: StoredSamples.inputs(1)))
            let none = try await store.forgetSessions(endedBefore: StoredSamples.time(50), limit: 9)
            try demand(none, is: 0)
            try demand(try await store.forgetSessions(endedBefore: StoredSamples.time(70), limit: 1), is: 1)
            try demand(try await store.session(StoredSamples.session(1).id), is: nil)
            try demand(try await store.forgetSessions(endedBefore: StoredSamples.time(70), limit: 9), is: 1)
            let left = try await store.sessions(SessionFilter(limit: 9, offset: 0)).rows.map(\.id)
            try demand(left, is: [StoredSamples.session(4).id, StoredSamples.session(2).id])
        },
        Self("A key that was forgotten may be claimed again") { store in
            let claim = IdempotencyClaim(
                account: AccountID("ada"), key: "k", request: [2], answer: [1],
                claimedAt: StoredSamples.time(5))
            _ = try await store.commit([StoreTransaction(claim: claim, writes: [])])
            try demand(try await store.forgetClaims(before: StoredSamples.time(5), limit: 9), is: 0)
            try demand(
                try await store.earlierClaim(of: claim.account, key: "k", request: [2]),
                is: .sameCommand(answer: [1]))
            try demand(try await store.forgetClaims(before: StoredSamples.time(6), limit: 9), is: 1)
            try demand(try await store.earlierClaim(of: claim.account, key: "k", request: [2]), is: nil)
            try demand(
                try await store.commit([StoreTransaction(claim: claim, writes: [])]), is: [.applied])
        },
    ]

    private static func end(_ number: Int, at time: Int, _ store: any JobStore) async throws {
        var progress = StoredSamples.progress(.completed)
        progress.endedAt = StoredSamples.time(time)
        try await Self.commit(store, .updateJob(StoredSamples.jobID(number), progress))
    }

    @Sendable private static func owners(_ store: any JobStore) async throws {
        let (ada, bob) = (AccountID("ada"), AccountID("bob"))
        let bytes = StoredSamples.bytes(1000, seed: 30)
        let reference = ContentHash.reference(to: bytes)
        let payload = StoredPayload(form: .reference, contentType: .json, bytes: reference.encoded)
        func expect(_ counts: [Int], unused: Int, line: Int = #line) async throws {
            let stored = try await store.storedByteCounts()
            try demand([stored[ada] ?? 0, stored[bob] ?? 0], is: counts, line: line)
            try demand(try await store.unusedByteCount(), is: unused, line: line)
        }
        _ = try await store.putBody(reference, of: ada, offset: 0, chunk: bytes, at: StoredSamples.time(1))
        try demand(try await store.keepBody(reference.hash, at: StoredSamples.time(1))?.unusedFor, is: ada)
        try await expect([1000, 0], unused: 1000)
        // Two jobs of one account, one of which is deleted, and the other loses its payloads.
        for number in [1, 2] {
            try await Self.commit(store, .insertJob(StoredSamples.job(number, owner: "bob"), inputs: payload))
        }
        try await expect([0, 2000], unused: 0)
        try demand(try await store.keepBody(reference.hash, at: StoredSamples.time(1))?.unusedFor, is: nil)
        for number in [1, 2] { try await Self.end(number, at: 30, store) }
        try await Self.commit(store, .deleteJob(StoredSamples.jobID(1)))
        try await expect([0, 1000], unused: 0)
        try await Self.commit(store, .removePayloads(StoredSamples.jobID(2), at: StoredSamples.time(40)))
        try await expect([0, 1000], unused: 1000)
        // A source of the first account, whose program is deleted.
        var program = StoredSamples.program("hello")
        (program.source, program.sourceHash, program.sourceByteCount) = (payload, reference.hash, 1000)
        try await Self.commit(store, .insertProgram(program))
        try await expect([1000, 0], unused: 0)
        try await Self.commit(store, .deleteJob(StoredSamples.jobID(2)), .deleteProgram(program.id))
        try await expect([1000, 0], unused: 1000)
        try demand(try await store.collectBodies(keptBefore: StoredSamples.time(100), limit: 9), is: 1)
        try await expect([0, 0], unused: 0)
    }

    @Sendable private static func collection(_ store: any JobStore) async throws {
        // One body is an input of two jobs, one is on a timeline, one is a source, and nobody wants the last.
        var references: [BodyReference] = []
        for seed in 20..<24 as Range<UInt64> {
            let bytes = StoredSamples.bytes(seed == 20 ? 2 << 20 : 50, seed: seed)
            references.append(ContentHash.reference(to: bytes))
            _ = try await store.putBody(references[references.count - 1], offset: 0, chunk: bytes)
        }
        func payload(_ index: Int) -> StoredPayload {
            StoredPayload(form: .reference, contentType: .json, bytes: references[index].encoded)
        }
        var program = StoredSamples.program("hello")
        program.source = payload(2)
        program.sourceHash = references[2].hash
        var event = StoredSamples.events(1, 1...1)[0]
        event.bodyForm = .reference
        event.body = references[1].encoded
        try await Self.commit(
            store, .insertProgram(program), .insertJob(StoredSamples.job(1), inputs: payload(0)),
            .appendEvents([event]), .insertJob(StoredSamples.job(2), inputs: payload(0)))
        let later = StoredSamples.time(100)
        try await Self.expect([0, 1, 2], of: references, after: 1, store)
        try await Self.end(1, at: 30, store)
        try await Self.end(2, at: 31, store)
        try await Self.commit(store, .removePayloads(StoredSamples.jobID(1), at: later))
        try await Self.expect([0, 2], of: references, after: 1, store)
        try await Self.commit(store, .deleteProgram(ProgramID("hello")))
        // Jobs pin the version still.
        try await Self.expect([0, 2], of: references, after: 0, store)
        try await Self.commit(store, .deleteJob(StoredSamples.jobID(2)))
        try await Self.expect([2], of: references, after: 1, store)
        try await Self.commit(store, .deleteJob(StoredSamples.jobID(1)))
        try await Self.expect([], of: references, after: 1, store)
    }

    /// Collects, and demands that so many bodies went and exactly these are left.
    private static func expect(
        _ left: [Int], of references: [BodyReference], after count: Int, _ store: any JobStore
    ) async throws {
        try demand(try await store.collectBodies(keptBefore: StoredSamples.time(100), limit: 9), is: count)
        for (index, reference) in references.enumerated() {
            guard left.contains(index) else {
                try await Self.demandError(.bodyNotFound) { () throws(RuntimeError) in
                    _ = try await store.body(reference.hash, offset: 0, byteCount: 1)
                }
                continue
            }
            let found = try await store.body(reference.hash, offset: 0, byteCount: reference.byteCount)
            try demand(ContentHash.sha256(found.bytes), is: reference.hash)
        }
    }
}
