import ContentHashing
package import JobStore
package import RuntimeModel

extension InMemoryJobStore {
    package func putBody(
        _ reference: BodyReference, of account: AccountID, offset: Int, chunk: [UInt8], at time: Timestamp
    ) async throws(RuntimeError) -> Int {
        let key = UploadKey(reference, of: account)
        let result = try self.change { state in
            let isKnown = state.staged[key] != nil || state.tables.bodies[reference.hash] != nil
            return (isKnown, Self.take(key, offset, chunk, time, &state))
        }
        if let count = result.1 { return count }
        let fits =
            offset >= 0 && chunk.count <= reference.byteCount && offset <= reference.byteCount - chunk.count
        let isLost = !result.0 && offset > 0 && fits
        throw RuntimeError(
            isLost ? .uploadNotFound : .bodyCorrupt, "The chunk does not fit the announced body.",
            context: ["body": reference.hashText])
    }

    package func holdsUpload(_ reference: BodyReference, of account: AccountID) async -> Bool {
        // A store that is closed or crashed holds none.
        (try? self.change { $0.staged[UploadKey(reference, of: account)] != nil }) ?? false
    }

    package func forgetUpload(_ reference: BodyReference, of account: AccountID) async {
        // Nor is there anything to forget then.
        _ = try? self.change { $0.staged[UploadKey(reference, of: account)] = nil }
    }

    /// Takes a chunk; `nil` when it does not fit.
    private static func take(
        _ key: UploadKey, _ offset: Int, _ chunk: [UInt8], _ time: Timestamp, _ state: inout State
    ) -> Int? {
        let reference = key.reference
        if let stored = state.tables.bodies[reference.hash] {
            state.tables.bodies[reference.hash]?.keptAt = max(stored.keptAt, time)
            return stored.bytes.count == reference.byteCount ? stored.bytes.count : nil
        }
        let staged = state.staged[key] ?? []
        guard offset >= 0, chunk.count <= reference.byteCount, offset <= reference.byteCount - chunk.count
        else {
            return nil
        }
        let end = offset + chunk.count
        let known = staged.dropFirst(offset).prefix(chunk.count)
        let fits = offset <= staged.count && chunk.starts(with: known)
        guard fits || offset == 0 else { return nil }
        let bytes = fits && end <= staged.count ? staged : staged.prefix(offset) + chunk
        if bytes.count < reference.byteCount {
            state.staged[key] = Array(bytes)
            return bytes.count
        }
        state.staged[key] = nil
        guard ContentHash.sha256(Array(bytes)) == reference.hash else { return nil }
        state.tables.bodies[reference.hash] = MemoryBody(
            bytes: Array(bytes), keptAt: time, account: key.account)
        return bytes.count
    }

    package func body(
        _ hash: [UInt8], offset: Int, byteCount: Int
    ) async throws(RuntimeError) -> (bytes: [UInt8], total: Int) {
        guard let body = try self.read({ $0.bodies[hash]?.bytes }) else {
            throw RuntimeError(
                .bodyNotFound, "No such body is stored; upload it again.",
                context: ["body": BodyReference.text(of: hash)])
        }
        return (Array(body.dropFirst(max(0, offset)).prefix(max(0, byteCount))), body.count)
    }

    package func keepBody(_ hash: [UInt8], at time: Timestamp) async throws(RuntimeError) -> KeptBody? {
        try self.change { state in
            guard let body = state.tables.bodies[hash] else { return nil }
            state.tables.bodies[hash]?.keptAt = max(body.keptAt, time)
            return KeptBody(
                byteCount: body.bytes.count,
                unusedFor: state.tables.usedBodies.contains(hash) ? nil : body.account)
        }
    }

    package func collectBodies(keptBefore time: Timestamp, limit: Int) async throws(RuntimeError) -> Int {
        try self.change { $0.tables.collectBodies(keptBefore: time, limit: limit) }
    }

    package func forgetClaims(before time: Timestamp, limit: Int) async throws(RuntimeError) -> Int {
        try self.change { state in
            let old = state.tables.claims.filter { $0.value.claimedAt < time }.keys.prefix(limit)
            for key in old { state.tables.claims[key] = nil }
            return old.count
        }
    }

    package func forgetSessions(endedBefore time: Timestamp, limit: Int) async throws(RuntimeError) -> Int {
        try self.change { state in
            let used = Set(state.tables.jobs.values.compactMap(\.job.sessionID))
            let due = state.tables.sessions.filter { session in
                session.endedAt.map { $0 < time } ?? false && !used.contains(session.id)
            }
            let ids = Set(due.prefix(limit).map(\.id))
            state.tables.sessions.removeAll { ids.contains($0.id) }
            return ids.count
        }
    }
}

extension JobStore {
    /// As ``putBody(_:of:offset:chunk:at:)``, of the account `ada`, and at the beginning of time.
    package func putBody(
        _ reference: BodyReference, offset: Int, chunk: [UInt8],
        at time: Timestamp = Timestamp(microseconds: 0)
    ) async throws(RuntimeError) -> Int {
        try await self.putBody(reference, of: AccountID("ada"), offset: offset, chunk: chunk, at: time)
    }
}
