import CoordinatorCore
import JobStore
import MessageBus
import RuntimeModel
import RuntimeWire

// 1. Bodies are named by their SHA-256, and the name is the right to read: who knows it has had the bytes, or was told
//    by somebody who may. So a body needs no owner to be read, and equal bodies of two accounts are stored once.
// 2. Chunks go to the store as they come; the coordinator holds those that wait for it, in a bounded number of bytes.
//    Those of one body stay in order, those of others go beside them: a body that is being synced holds up no other.
// 3. What an account uploads counts for its quota from the first chunk on (`UploadLedger`), and how many uploads it may
//    have under way is limited: one more is told to come later, so that nobody's upload is given up for another's. One
//    that stands still is given up after a while. Workers put what jobs have made, for the jobs' owners: that counts
//    as theirs and is never refused, since it is bounded by the jobs' own limits.
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
        let isWorker = self.accounts.role(of: address.account) == .worker
        let account = isWorker ? self.jobs[message.header.job]?.row.owner ?? address.account : address.account
        let lane = Int(reference.hash[0]) % Self.bodyLaneCount
        self.enqueue(for: address, in: .bodies(lane)) { coordinator in
            defer { coordinator.waitingChunkByteCount -= chunk.count }
            let received = try await coordinator.take(
                chunk, of: UploadKey(reference, of: account), at: put.offset, isLimited: !isWorker)
            coordinator.reply(BodyProgress(received: received), to: address)
        }
    }

    private func take(
        _ chunk: [UInt8], of key: UploadKey, at offset: Int, isLimited: Bool
    ) async throws(RuntimeError) -> Int {
        let (reference, account) = (key.reference, key.account)
        if isLimited { try await self.requireRoom(for: key) }
        self.uploads.touch(key, now: self.now)
        let received: Int
        do throws(RuntimeError) {
            received = try await self.store.putBody(
                reference, of: account, offset: offset, chunk: chunk, at: self.loop.timestamp)
        } catch {
            if await !self.store.holdsUpload(reference, of: account) { self.uploads.remove(key) }
            throw error
        }
        if received == reference.byteCount {
            self.uploads.remove(key)
            let charge = StorageCharge(account: account, byteCount: reference.byteCount)
            self.willStore(charge)
            self.hasStored(charge)
        }
        return received
    }

    /// - Throws: `account.quotaExceeded`; `queue.full` when as many are being uploaded as may.
    private func requireRoom(for key: UploadKey) async throws(RuntimeError) {
        let (byteCount, account) = (key.reference.byteCount, key.account)
        if self.uploads.holds(key) { return }
        try self.requirePlaceForUpload(of: account)
        do {
            try self.requireRoom(for: byteCount, of: account)
        } catch {
            // The bound may be too high: what was deleted is not taken off it.
            try await self.refreshStoredBytes(of: account)
            try self.requireRoom(for: byteCount, of: account)
            // Others may have begun meanwhile.
            try self.requirePlaceForUpload(of: account)
        }
    }

    private func requirePlaceForUpload(of account: AccountID) throws(RuntimeError) {
        for (count, limit, name) in [
            (self.uploads.count(of: account), self.limits.accountUploadCountMax, "account_upload_count_max"),
            (self.uploads.count, self.limits.uploadCountMax, "upload_count_max"),
        ] where count >= limit {
            throw RuntimeError(
                .queueFull, "As many uploads are unfinished as may be; finish one, or try again later.",
                context: ["limit_name": name, "limit": "\(limit)"])
        }
    }

    /// Gives up the uploads that stand still.
    func forgetIdleUploads() async {
        let time = self.now - Self.nanoseconds(self.limits.retention.uploadIdleDurationMax)
        for key in self.uploads.takeIdle(before: time) {
            await self.store.forgetUpload(key.reference, of: key.account)
        }
    }

    /// Makes sure that the body a command names is there, and stays for long enough to be referred to.
    ///
    /// - Returns: how much more is kept for an account that refers to it: nothing when it is one that the account has
    ///   uploaded, and that counts for it already. For a payload that is inline its length.
    /// - Throws: `body.notFound`.
    @discardableResult
    func requireBody(
        _ payload: StoredPayload, for account: AccountID
    ) async throws(RuntimeError) -> Int {
        guard payload.form == .reference else { return payload.byteCount }
        guard let reference = BodyReference(encoded: payload.bytes) else {
            throw .malformed("The body frame is not a reference.", frame: 3)
        }
        let body = try await self.store.keepBody(reference.hash, at: self.loop.timestamp)
        // What a reference says of the length is its sender's word.
        guard let body, body.byteCount == reference.byteCount else {
            throw RuntimeError(
                .bodyNotFound, "No such body is stored; upload it again.",
                context: ["body": reference.hashText])
        }
        return body.unusedFor == account ? 0 : body.byteCount
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
