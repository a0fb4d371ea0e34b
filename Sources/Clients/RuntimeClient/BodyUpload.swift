import RuntimeModel

/// One body on its way to the service. Belongs to its connection.
final class BodyUpload {
    /// Chunks without an answer.
    static let windowCount = 4

    let id: UInt64
    let source: BodySource
    let reference: BodyReference
    let chunkByteCount: Int
    /// Where the next chunk begins.
    var nextOffset = 0
    /// How much of it the service has said that it has.
    var received = 0
    var outstandingCount = 0
    var restartCount = 0
    /// Something went wrong: no chunk is sent until all answers are there.
    var goesBack = false
    private var done: CheckedContinuation<Result<Void, RuntimeError>, Never>?

    init(
        _ id: UInt64, _ source: BodySource, named reference: BodyReference, chunkByteCount: Int,
        done: CheckedContinuation<Result<Void, RuntimeError>, Never>
    ) {
        self.id = id
        self.source = source
        self.reference = reference
        self.chunkByteCount = chunkByteCount
        self.done = done
    }

    var isOver: Bool { self.done == nil }

    func finish(_ result: Result<Void, RuntimeError>) {
        self.done?.resume(returning: result)
        self.done = nil
    }
}
