import Dispatch
import RuntimeModel
import Synchronization

/// A body on its way into the store, with a queue of its own: while one is synced the others go on.
final class StagedUpload: Sendable {
    /// What became of a chunk.
    enum Progress: Sendable {
        /// So many bytes are there now.
        case partial(byteCount: Int)
        /// All are there, have the announced hash and are on the disk: bytes for a row, or `nil` when they are a file.
        case whole(bytes: [UInt8]?)
        /// All are there, and have another hash than was announced.
        case wrong
    }

    let key: UploadKey
    /// What it takes in memory when it is whole: nothing when it is a file.
    let memoryByteCount: Int
    private let queue: DispatchQueue
    /// Never waited for: all use of it but publishing is on the queue, and that comes last.
    private let body: Mutex<StagedBody>

    /// - Parameter filePath: where the chunks are gathered; in memory without it.
    init(_ key: UploadKey, filePath: String?) throws(RuntimeError) {
        self.key = key
        self.memoryByteCount = filePath == nil ? key.reference.byteCount : 0
        self.queue = DispatchQueue(label: "spinwire.store.upload")
        self.body = Mutex(try StagedBody(key.reference, filePath: filePath))
    }

    /// Takes a chunk. A first chunk that differs from what is there starts the body again.
    ///
    /// - Throws: `body.corrupt` when it leaves a gap or does not fit.
    func take(_ chunk: [UInt8], at offset: Int) async throws(RuntimeError) -> Progress {
        let result: Result<Progress, RuntimeError> = await withCheckedContinuation { continuation in
            self.queue.async {
                let result = Result { () throws(RuntimeError) -> Progress in
                    try self.body.withLock { body throws(RuntimeError) in
                        try self.extend(&body, by: chunk, at: offset)
                    }
                }
                continuation.resume(returning: result)
            }
        }
        return try result.get()
    }

    private func extend(
        _ body: inout StagedBody, by chunk: [UInt8], at offset: Int
    ) throws(RuntimeError) -> Progress {
        if let news = try body.news(in: chunk, at: offset) {
            if !news.isEmpty { try body.append(news) }
        } else if offset == 0 {
            try body.removeAll()
            try body.append(chunk)
        } else {
            throw Self.corrupt("The chunk does not follow the last one.", self.key.reference)
        }
        guard body.isComplete else { return .partial(byteCount: body.byteCount) }
        guard body.hasAnnouncedHash else { return .wrong }
        do throws(RuntimeError) {
            try body.sync()
        } catch {
            // What did not get to the disk may be gone from memory by now, and a second sync would not tell.
            try body.removeAll()
            throw error
        }
        return .whole(bytes: body.byteCount == body.bytes.count ? body.bytes : nil)
    }

    /// Gives a whole body that is a file its own name. Safe to repeat.
    func publish(as path: String, in folder: String) throws(RuntimeError) {
        try self.body.withLock { body throws(RuntimeError) in
            try body.publishFile(as: path, in: folder)
        }
    }

    /// Takes back the name that a body got, for its row could not be committed. Safe to repeat.
    func withdraw(from path: String) throws(RuntimeError) {
        try self.body.withLock { body throws(RuntimeError) in try body.withdrawFile(from: path) }
    }

    static func corrupt(_ message: String, _ reference: BodyReference) -> RuntimeError {
        RuntimeError(.bodyCorrupt, message, context: ["body": reference.hashText])
    }
}
