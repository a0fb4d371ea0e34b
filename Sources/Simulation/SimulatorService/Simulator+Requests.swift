import MessageBus
import QuantumSimulator
import RuntimeModel
import RuntimeWire

/// Requests: taking them, computing them, answering them.
extension Simulator {
    /// A frame of the circuit protocol came in.
    func received(_ frame: CircuitFrame, from id: CircuitConnection.ID) {
        do throws(RuntimeError) {
            if frame.header.kind == .circuitRun {
                try self.take(frame, from: id)
            } else if frame.header.kind == .circuitCancel {
                self.cancel(frame.header.sequence, of: id)
            } else {
                throw .malformed("The frame is not one for a simulator.")
            }
        } catch {
            self.refuse(frame.header.sequence, of: frame.header.job, from: id, with: error)
        }
    }

    private func take(_ frame: CircuitFrame, from id: CircuitConnection.ID) throws(RuntimeError) {
        guard let request = try self.connections[id]?.assembler.take(frame),
            let earlier = self.connections[id]?.earlier
        else { return }
        let work = CircuitWork(
            connection: id, correlation: frame.header.sequence, job: frame.header.job,
            cancellation: CancellationFlag())
        guard !self.schedule.contains(work.correlation, of: id) else {
            throw .malformed("The correlation is that of a request under way.")
        }
        let mayBeLong = self.engine.mayReadLong(request)
        guard request.count <= self.configuration.shortRequestByteCountMax, !mayBeLong,
            self.schedule.hasReadAll(of: id), self.hasTimeForShort, !self.schedule.isHeld(id)
        else {
            try self.schedule.append(
                work, byteCount: request.count, state: .unread(request, mayBeLong: mayBeLong))
            return self.computeMore()
        }
        let start = self.loop.now
        defer { self.spend(self.loop.now - start) }
        let batch = try self.engine.read(request, earlier: earlier, cancellation: work.cancellation)
        if self.isShort(batch) {
            let all = batch.costs.indices
            if let reply = try batch.run(all, cancellation: work.cancellation) { self.answer(work, reply) }
        } else {
            try self.schedule.append(work, byteCount: request.count, state: .ready(batch))
            self.computeMore()
        }
    }

    /// A request is not wanted any more: it is answered as cancelled, at once when nothing of it is computed.
    private func cancel(_ correlation: UInt64, of id: CircuitConnection.ID) {
        self.connections[id]?.assembler.forget(correlation)
        if let ending = self.schedule.cancel(correlation, of: id) { self.end(ending) }
    }

    // MARK: - Short requests

    /// Whether all of it takes less than giving it to a thread.
    private func isShort(_ batch: any CircuitBatch) -> Bool {
        let nanosecondsMax = self.configuration.shortDurationMax / .nanoseconds(1)
        var nanoseconds = 0.0
        for cost in batch.costs {
            nanoseconds += cost.nanoseconds
            guard nanoseconds <= nanosecondsMax,
                cost.byteCount <= self.configuration.shortStateByteCountMax
            else { return false }
        }
        return true
    }

    /// Short requests are computed on the loop, but never for so long that a cancel would notice.
    private var hasTimeForShort: Bool { self.shortTime < self.configuration.shortTurnDurationMax }

    private func spend(_ duration: Duration) {
        if self.shortTime == .zero {
            // Runs after what the loop has read in this turn.
            self.loop.post { [weak self] in self?.assumeIsolated { $0.shortTime = .zero } }
        }
        self.shortTime += duration
    }

    // MARK: - Threads

    /// Gives the threads what they have room for.
    func computeMore() {
        while let piece = self.schedule.next() {
            let earlier = self.connections[piece.work.connection]?.earlier
            self.workers.perform { [self] in
                let start = self.loop.now
                let result = Self.compute(piece, by: self.engine, earlier)
                let nanoseconds = (self.loop.now - start) / .nanoseconds(1)
                self.loop.post {
                    self.assumeIsolated { $0.computed(piece, result, nanoseconds: nanoseconds) }
                }
            }
        }
    }

    private static func compute(
        _ piece: Schedule.Piece, by engine: any CircuitEngine, _ earlier: HeldByConnection?
    ) -> Schedule.PieceResult {
        do throws(RuntimeError) {
            switch piece.task {
            case .read(let bytes):
                guard let earlier else { throw .cancelledRun }
                return .read(try engine.read(bytes, earlier: earlier, cancellation: piece.work.cancellation))
            case .run(let batch, let circuits):
                return .ran(try batch.run(circuits, cancellation: piece.work.cancellation))
            }
        } catch {
            return .failed(error)
        }
    }

    private func computed(_ piece: Schedule.Piece, _ result: Schedule.PieceResult, nanoseconds: Double) {
        if let ending = self.schedule.finished(piece, result, nanoseconds: nanoseconds) { self.end(ending) }
        self.computeMore()
        if self.schedule.runningCount == 0 { self.resumeIdleWaiters() }
    }

    // MARK: - Answers

    private func end(_ ending: Schedule.Ending) {
        switch ending.result {
        case .success(let reply): self.answer(ending.work, reply)
        case .failure(let error):
            self.refuse(
                ending.work.correlation, of: ending.work.job, from: ending.work.connection, with: error)
        }
    }

    private func answer(_ work: Schedule.Work, _ reply: [UInt8]) {
        let header = MessageHeader(
            .circuitResult, contentType: .circuits, sequence: work.correlation, job: work.job,
            time: self.loop.timestamp)
        self.send(CircuitFrame(header: header, body: reply), to: work.connection)
    }

    private func refuse(
        _ correlation: UInt64, of job: JobID, from id: CircuitConnection.ID, with error: RuntimeError
    ) {
        // Three strings and a table of strings: writing them as JSON cannot fail.
        let body = (try? WireJSON.encode(ErrorReport(error))) ?? []
        let header = MessageHeader(
            .circuitError, contentType: .json, sequence: correlation, job: job, time: self.loop.timestamp)
        self.send(CircuitFrame(header: header, body: body), to: id)
    }
}
