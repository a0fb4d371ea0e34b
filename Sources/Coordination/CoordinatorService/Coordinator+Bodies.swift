import CoordinatorCore
import JobStore
import MessageBus
import RuntimeModel
import RuntimeWire

// 1. Bodies are named by their SHA-256, and the name is the right to read: who knows it has had the bytes, or was told
//    by somebody who may. So a body needs no owner, and equal bodies of two accounts are stored once.
// 2. Chunks go to the store as they come; the coordinator holds those that wait for it, in a bounded number of bytes.
//    Those of one body stay in order, those of others go beside them: a body that is being synced holds up no other.
// 3. What an account uploads counts for its quota from the first chunk on (`UploadLedger`). Workers put what jobs have
//    made; that is bounded by the jobs' own limits.
extension Coordinator {
    /// Bodies whose chunks are taken side by side.
    static let bodyLaneCount = 4

    func bodyPut(_ message: Message, from address: ReplyAddress) throws(RuntimeError) {
        let put = try message.json(as: BodyPut.self)
        let reference = try Self.reference(hash: put.hash, byteCount: put.byteCount)
        guard put.byteCount <= self.limits.bodyByteCountMax else {
            throw .payloadTooLarge(
                put.byteCount, limit: self.limits.bodyByteCountMax, named: "body_byte_count_max")
        }
        let chunk = try message.body()
        guard (0...put.byteCount).contains(put.offset), chunk.count <= put.byteCount - put.offset else {
            throw RuntimeError(.bodyCorrupt, "The chunk does not lie within the body.")
        }
        guard self.mayEnqueue,
            self.waitingChunkByteCount + chunk.count <= self.limits.waitingChunkByteCountMax
        else {
            throw RuntimeError(.queueFull, "Too many chunks wait for the store; send this one again later.")
        }
        self.waitingChunkByteCount += chunk.count
        let lane = Int(reference.hash[0]) % Self.bodyLaneCount
        self.enqueue(for: address, in: .bodies(lane)) { coordinator in
            defer { coordinator.waitingChunkByteCount -= chunk.count }
            try await coordinator.requireRoom(forUpload: reference, of: address.account)
            let received = try await coordinator.store.putBody(
                reference, offset: put.offset, chunk: chunk, at: coordinator.loop.timestamp)
            coordinator.reply(BodyProgress(received: received), to: address)
        }
    }

    /// Counts a body that is being uploaded.
    ///
    /// - Throws: `account.quotaExceeded`.
    private func requireRoom(
        forUpload reference: BodyReference, of account: AccountID
    ) async throws(RuntimeError) {
        guard self.accounts.role(of: account) != .worker else { return }
        if !self.uploads.holds(reference, of: account) {
            do {
                try self.requireRoom(for: reference.byteCount, of: account)
            } catch {
                // The bound may be too high: what was deleted is not taken off it.
                let counts = try await self.store.storedByteCounts()
                self.storedByteBounds[account] = counts[account] ?? 0
                try self.requireRoom(for: reference.byteCount, of: account)
            }
        }
        self.uploads.touch(reference, of: account, now: self.now)
    }

    /// From here on what was uploaded counts as the job's.
    func countUpload(of payload: StoredPayload, asThatOfAJobOf owner: AccountID) {
        guard payload.form == .reference, let reference = BodyReference(encoded: payload.bytes) else {
            return
        }
        self.uploads.remove(reference.hash, of: owner)
    }

    /// Makes sure that the body a command names is there, and stays for long enough to be referred to.
    ///
    /// - Throws: `body.notFound`.
    func requireBody(_ payload: StoredPayload) async throws(RuntimeError) {
        guard payload.form == .reference else { return }
        guard let reference = BodyReference(encoded: payload.bytes) else {
            throw .malformed("The body frame is not a reference.", frame: 3)
        }
        let byteCount = try await self.store.keepBody(reference.hash, at: self.loop.timestamp)
        // What a reference says of the length is its sender's word.
        guard byteCount == reference.byteCount else {
            throw RuntimeError(
                .bodyNotFound, "No such body is stored; upload it again.",
                context: ["body": reference.hashText])
        }
    }

    func bodyGet(_ message: Message, from address: ReplyAddress) throws(RuntimeError) {
        let get = try message.json(as: BodyGet.self)
        let reference = try Self.reference(hash: get.hash, byteCount: 0)
        let room = self.limits.sockets.frameByteCountMax
        let count = min(max(get.byteCount, 0), room)
        guard get.offset >= 0 else { throw RuntimeError(.invalidCommand, "An offset is not negative.") }
        self.enqueue(for: address) { coordinator in
            let found = try await coordinator.store.body(reference.hash, offset: get.offset, byteCount: count)
            coordinator.reply(BodyProgress(received: found.total), bodies: [found.bytes], to: address)
        }
    }

    private static func reference(hash: String, byteCount: Int) throws(RuntimeError) -> BodyReference {
        guard let bytes = BodyReference.hash(ofText: hash), byteCount >= 0 else {
            throw RuntimeError(.invalidCommand, "A body is named by 64 lower-case hexadecimal digits.")
        }
        return BodyReference(hash: bytes, byteCount: byteCount)
    }
}
