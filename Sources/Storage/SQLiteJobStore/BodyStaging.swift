import Dispatch
import Foundation
import RuntimeModel
import Synchronization

/// Gathers the chunks of bodies until they are whole.
///
/// Files are written and synced on a queue of its own: neither the caller's loop nor a commit waits for them.
final class BodyStaging: Sendable {
    /// What became of a chunk.
    enum Progress: Sendable {
        /// So many bytes are there now.
        case partial(byteCount: Int)
        /// All are there and have the announced hash: bytes for a row, or `nil` when they are a synced file by now.
        case whole(bytes: [UInt8]?)
    }

    private struct State {
        var bodies: [[UInt8]: StagedBody] = [:]
        /// Hashes by their last chunk, the longest untouched first.
        var order: [[UInt8]] = []
        /// How many were begun: no two share the name of a file.
        var begunCount = 0
    }

    private let folder: StoreFolder
    private let options: SQLiteStoreOptions
    private let queue = DispatchQueue(label: "spinwire.store.bodies")
    private let state = Mutex(State())

    init(_ options: SQLiteStoreOptions, in folder: StoreFolder) {
        self.folder = folder
        self.options = options
    }

    /// Takes a chunk.
    ///
    /// The first chunk of a body that is being gathered starts it again, unless it says the same: then, as for every
    /// repeated chunk, the answer is how many bytes are there. Chunks may overlap: several clients may put the same
    /// body at the same time, each in chunks of its own length.
    func put(
        _ reference: BodyReference, offset: Int, chunk: [UInt8]
    ) async throws(RuntimeError) -> Progress {
        let result: Result<Progress, RuntimeError> = await withCheckedContinuation { continuation in
            self.queue.async {
                let result = Result { () throws(RuntimeError) -> Progress in
                    // The lock is never waited for: all use of it is on the queue.
                    try self.state.withLock { state throws(RuntimeError) in
                        try self.take(reference, offset, chunk, &state)
                    }
                }
                continuation.resume(returning: result)
            }
        }
        return try result.get()
    }

    private func take(
        _ reference: BodyReference, _ offset: Int, _ chunk: [UInt8], _ state: inout State
    ) throws(RuntimeError) -> Progress {
        guard offset >= 0, chunk.count <= reference.byteCount, offset <= reference.byteCount - chunk.count
        else {
            throw Self.corrupt("The chunk reaches over the end of the body.", reference)
        }
        let body = try self.body(for: reference, offset, chunk, &state)
        do {
            return try self.extend(body, offset, chunk, &state)
        } catch {
            Self.forget(reference.hash, &state)
            throw error
        }
    }

    /// The body that the chunk belongs to; a new one when it is the first.
    private func body(
        for reference: BodyReference, _ offset: Int, _ chunk: [UInt8], _ state: inout State
    ) throws(RuntimeError) -> StagedBody {
        if let body = state.bodies[reference.hash], body.reference == reference {
            let fits = try body.news(in: chunk, at: offset) != nil
            if fits || offset > 0 { return body }
        }
        Self.forget(reference.hash, &state)
        guard offset == 0 else { throw Self.corrupt("The chunk does not follow the last one.", reference) }
        if state.order.count >= self.options.stagedBodyCountMax, let oldest = state.order.first {
            Self.forget(oldest, &state)
        }
        state.begunCount += 1
        let isLong = reference.byteCount > self.options.inlineBodyByteCountMax
        let body = try StagedBody(
            reference, filePath: isLong ? "\(self.folder.stagingPath)/\(state.begunCount)" : nil)
        state.bodies[reference.hash] = body
        state.order.append(reference.hash)
        return body
    }

    private func extend(
        _ body: StagedBody, _ offset: Int, _ chunk: [UInt8], _ state: inout State
    ) throws(RuntimeError) -> Progress {
        let reference = body.reference
        guard let news = try body.news(in: chunk, at: offset) else {
            throw Self.corrupt("The chunk does not follow the last one.", reference)
        }
        if !news.isEmpty { try body.append(news) }
        state.order.removeAll { $0 == reference.hash }
        state.order.append(reference.hash)
        guard body.isComplete else { return .partial(byteCount: body.byteCount) }
        guard body.hasAnnouncedHash else {
            throw Self.corrupt("The bytes do not have the announced hash.", reference)
        }
        try body.publishFile(as: self.folder.bodyPath(reference.hash), in: self.folder.bodiesPath)
        Self.forget(reference.hash, &state)
        return .whole(bytes: reference.byteCount > self.options.inlineBodyByteCountMax ? nil : body.bytes)
    }

    private static func forget(_ hash: [UInt8], _ state: inout State) {
        state.bodies[hash] = nil
        state.order.removeAll { $0 == hash }
    }

    private static func corrupt(_ message: String, _ reference: BodyReference) -> RuntimeError {
        RuntimeError(.bodyCorrupt, message, context: ["body": reference.hashText])
    }

    /// Gives up everything that is not whole, after what was begun.
    func close() {
        self.queue.sync {
            self.state.withLock { state in
                state.bodies = [:]
                state.order = []
            }
        }
    }
}
