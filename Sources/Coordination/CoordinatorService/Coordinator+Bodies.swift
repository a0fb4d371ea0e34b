import JobStore
import MessageBus
import RuntimeModel
import RuntimeWire

// Bodies are named by their SHA-256, and the name is the right to read: who knows it has had the bytes, or was told
// by somebody who may. So a body needs no owner, and equal bodies of two accounts are stored once.
extension Coordinator {
    func bodyPut(_ message: Message, from address: ReplyAddress) throws(RuntimeError) {
        let put = try message.json(as: BodyPut.self)
        let reference = try Self.reference(hash: put.hash, byteCount: put.byteCount)
        guard put.byteCount <= self.limits.bodyByteCountMax else {
            throw RuntimeError(
                .payloadTooLarge, "The body is longer than it may be.",
                context: ["bytes": "\(put.byteCount)", "limit": "\(self.limits.bodyByteCountMax)"])
        }
        let chunk = try message.body()
        guard (0...put.byteCount).contains(put.offset), chunk.count <= put.byteCount - put.offset else {
            throw RuntimeError(.bodyCorrupt, "The chunk does not lie within the body.")
        }
        self.enqueue(for: address, in: .bodies) { coordinator in
            let received = try await coordinator.store.putBody(reference, offset: put.offset, chunk: chunk)
            coordinator.reply(BodyProgress(received: received), to: address)
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
