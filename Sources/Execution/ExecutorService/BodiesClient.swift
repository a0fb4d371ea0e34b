import ContentHashing
import MessageBus
import RuntimeModel
import RuntimeWire

/// Puts longer bodies into the coordinator's store and fetches them, in chunks, over a connection of their own.
///
/// One body travels at a time, the others wait in order; at most ``outstandingCountMax`` chunks are unanswered. When
/// an answer stays out the transfer goes on from what is there, for as long as it is wanted. Belongs to one loop.
final class BodiesClient: Sendable {
    /// Names a transfer, to cancel it.
    typealias TransferID = UInt64

    static let outstandingCountMax = 4
    static let chunkByteCountMax = 192 << 10

    private struct State {
        var dealer: (any DealerSocket)?
        /// The first is under way.
        var transfers: [BodyTransfer] = []
        /// Chunks under way, with their offsets.
        var outstanding: [UInt64: Int] = [:]
        var lastNumber: UInt64 = 0
        var timer: (any LoopTimer)?
    }

    private let loop: any BusLoop
    private let answerTimeMax: Duration
    private let retryCountMax: Int
    private let state: LoopConfined<State>

    /// Connects. Only on the loop.
    init(
        to endpoint: Endpoint, on loop: any BusLoop, bus: any MessageBus, configuration: ExecutorConfiguration
    ) throws(RuntimeError) {
        self.loop = loop
        self.answerTimeMax = configuration.bodyAnswerTimeMax
        self.retryCountMax = configuration.bodyRetryCountMax
        self.state = LoopConfined(State(), on: loop)
        self.state.value.dealer = try bus.makeDealer(
            on: loop, to: endpoint, as: configuration.credentials, limits: configuration.socketLimits
        ) { [weak self] in self?.received($0) }
    }

    /// Stores a body; `done` gets the frames' reference to it.
    func put(
        _ body: ReportBody, for job: JobID,
        done: @escaping @Sendable (Result<BodyReference, RuntimeError>) -> Void
    ) -> TransferID {
        let reference = body.reference
        let direction: BodyTransfer.Direction =
            switch body {
            case .bytes(let bytes): .put(bytes)
            case .file(let file): .putFile(file)
            }
        return self.add(
            BodyTransfer(job: job, reference: reference, direction: direction) { result in
                done(result.map { _ in reference })
            })
    }

    /// Fetches a body and checks its hash.
    ///
    /// - Parameter file: takes the bytes instead of `done`.
    func get(
        _ reference: BodyReference, of job: JobID, into file: SpoolFile? = nil,
        done: @escaping @Sendable (Result<[UInt8], RuntimeError>) -> Void
    ) -> TransferID {
        self.add(
            BodyTransfer(
                job: job, reference: reference, direction: file.map { .getFile($0) } ?? .get, done: done))
    }

    /// Forgets a transfer; its `done` is not called.
    func cancel(_ id: TransferID) {
        guard let index = self.state.value.transfers.firstIndex(where: { $0.id == id }) else { return }
        self.state.value.transfers.remove(at: index)
        if index == 0 { self.begin() }
    }

    func close() {
        self.state.value.timer?.cancel()
        self.state.value.dealer?.close()
        self.state.value.dealer = nil
        self.state.value.transfers = []
    }

    private func add(_ transfer: BodyTransfer) -> TransferID {
        self.state.value.lastNumber += 1
        var transfer = transfer
        transfer.id = self.state.value.lastNumber
        self.state.value.transfers.append(transfer)
        if self.state.value.transfers.count == 1 { self.begin() }
        return transfer.id
    }

    /// Begins the first transfer, or goes on with it when it was under way.
    private func begin() {
        self.state.value.outstanding = [:]
        self.state.value.timer?.cancel()
        guard let first = self.state.value.transfers.first else { return }
        // Nothing is asked for, so no answer would come. Its end is told later: whoever began it must have its name
        // by then.
        if first.reference.byteCount == 0 {
            let id = first.id
            self.state.value.timer = self.loop.schedule(after: .zero) { [weak self] in self?.endEmpty(id) }
            return
        }
        self.state.value.transfers[0].resume()
        self.pump()
        self.watch()
    }

    /// A body without bytes is there, or is named by the wrong hash.
    private func endEmpty(_ id: TransferID) {
        guard let transfer = self.state.value.transfers.first, transfer.id == id else { return }
        self.state.value.transfers.removeFirst()
        let isRight = ContentHash.equal(ContentHash.sha256([]), transfer.reference.hash)
        let error = RuntimeError(.bodyCorrupt, "The hash is not that of an empty body.")
        transfer.done(isRight ? .success([]) : .failure(error))
        self.begin()
    }

    private func watch() {
        self.begin(after: self.answerTimeMax)
    }

    private func begin(after delay: Duration) {
        self.state.value.timer?.cancel()
        self.state.value.timer = self.loop.schedule(after: delay) { [weak self] in self?.begin() }
    }

    private func pump() {
        do {
            try self.sendChunks()
        } catch {
            self.failed(error)
        }
    }

    private func sendChunks() throws(RuntimeError) {
        while self.state.value.outstanding.count < Self.outstandingCountMax,
            let first = self.state.value.transfers.first,
            let chunk = try first.nextChunk(byteCountMax: Self.chunkByteCountMax)
        {
            self.state.value.lastNumber += 1
            let number = self.state.value.lastNumber
            let frames = chunk.message(correlation: number).encoded
            // A full queue empties or the answer's time runs out; either way the rest is sent.
            guard self.state.value.dealer?.send(frames) == .accepted else { return }
            self.state.value.transfers[0].sent(chunk)
            self.state.value.outstanding[number] = chunk.offset
        }
    }

    private func received(_ frames: Frames) {
        // A message that cannot be read answers nothing: the transfer begins anew in time.
        guard let message = try? Message(frames: frames),
            let offset = self.state.value.outstanding.removeValue(forKey: message.header.sequence)
        else { return }
        do {
            let isDone = try self.state.value.transfers[0].answered(message, at: offset)
            guard isDone else {
                self.pump()
                return self.watch()
            }
            let transfer = self.state.value.transfers.removeFirst()
            transfer.done(.success(transfer.received))
            self.begin()
        } catch {
            self.failed(error)
        }
    }

    private func failed(_ error: RuntimeError) {
        // A service that is busy, or has no room on its disk, is asked again for as long as the body is wanted: what
        // waits for it is not to be lost.
        if error.code == .queueFull || error.code == .storeFull {
            self.state.value.outstanding = [:]
            return self.begin(after: .milliseconds(200))
        }
        self.state.value.transfers[0].failureCount += 1
        var error = error
        do throws(RuntimeError) {
            if error.code == .bodyCorrupt || error.code == .uploadNotFound {
                try self.state.value.transfers[0].restart()
            }
        } catch let failure {
            error = failure
        }
        let isFinal = [.payloadTooLarge, .notAllowed, .bodyNotFound, .unknownCommand].contains(error.code)
        if isFinal || self.state.value.transfers[0].failureCount > self.retryCountMax {
            let transfer = self.state.value.transfers.removeFirst()
            transfer.done(.failure(error))
            return self.begin()
        }
        self.state.value.outstanding = [:]
        self.begin(after: .milliseconds(100) * self.state.value.transfers[0].failureCount)
    }
}
