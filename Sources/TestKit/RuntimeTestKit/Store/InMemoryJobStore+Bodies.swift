import ContentHashing
package import JobStore
package import RuntimeModel

extension InMemoryJobStore {
    package func putBody(
        _ reference: BodyReference, offset: Int, chunk: [UInt8], at time: Timestamp
    ) async throws(RuntimeError) -> Int {
        let count = try self.change { state in Self.take(reference, offset, chunk, time, &state) }
        guard let count else {
            throw RuntimeError(
                .bodyCorrupt, "The chunk does not fit the announced body.",
                context: ["body": reference.hashText])
        }
        return count
    }

    /// Takes a chunk; `nil` when it does not fit.
    private static func take(
        _ reference: BodyReference, _ offset: Int, _ chunk: [UInt8], _ time: Timestamp, _ state: inout State
    ) -> Int? {
        if let stored = state.tables.bodies[reference.hash] {
            state.tables.bodies[reference.hash]?.keptAt = max(stored.keptAt, time)
            return stored.bytes.count == reference.byteCount ? stored.bytes.count : nil
        }
        let staged = state.staged[reference.hash] ?? []
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
            state.staged[reference.hash] = Array(bytes)
            return bytes.count
        }
        state.staged[reference.hash] = nil
        guard ContentHash.sha256(Array(bytes)) == reference.hash else { return nil }
        state.tables.bodies[reference.hash] = MemoryBody(bytes: Array(bytes), keptAt: time)
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

    package func keepBody(_ hash: [UInt8], at time: Timestamp) async throws(RuntimeError) -> Int? {
        try self.change { state in
            guard let body = state.tables.bodies[hash] else { return nil }
            state.tables.bodies[hash]?.keptAt = max(body.keptAt, time)
            return body.bytes.count
        }
    }

    package func collectBodies(keptBefore time: Timestamp, limit: Int) async throws(RuntimeError) -> Int {
        try self.change { $0.tables.collectBodies(keptBefore: time, limit: limit) }
    }

    /// Nothing here knows the time: an upload is given up whenever somebody asks for that.
    package func forgetUploads(idleFor duration: Duration) async -> Int {
        let count = try? self.change { state in
            defer { state.staged = [:] }
            return state.staged.count
        }
        return count ?? 0
    }

    package func forgetClaims(before time: Timestamp, limit: Int) async throws(RuntimeError) -> Int {
        try self.change { state in
            let old = state.tables.claims.filter { $0.value.claimedAt < time }.keys.prefix(limit)
            for key in old { state.tables.claims[key] = nil }
            return old.count
        }
    }
}

extension JobStore {
    /// As ``putBody(_:offset:chunk:at:)``, at the beginning of time.
    package func putBody(
        _ reference: BodyReference, offset: Int, chunk: [UInt8]
    ) async throws(RuntimeError) -> Int {
        try await self.putBody(reference, offset: offset, chunk: chunk, at: Timestamp(microseconds: 0))
    }
}
