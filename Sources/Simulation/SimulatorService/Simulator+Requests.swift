import MessageBus
import QuantumSimulator
import RuntimeModel
import RuntimeWire

/// Requests: taking them, computing them, answering them.
extension Simulator {
    /// A frame of the circuit protocol came in.
    func received(_ frame: CircuitFrame, from id: CircuitConnection.ID) {
        do throws(RuntimeError) {
            switch frame.header.kind {
            case .circuitRun: try self.take(frame, from: id)
            case .circuitCancel: self.cancel(frame.header.sequence, of: id)
            case _: throw .malformed("The frame is not one for a simulator.")
            }
        } catch {
            self.refuse(frame.header.sequence, of: frame.header.job, from: id, with: error)
        }
    }

    private func take(_ frame: CircuitFrame, from id: CircuitConnection.ID) throws(RuntimeError) {
        guard let request = try self.connections[id]?.assembler.take(frame) else { return }
        let correlation = frame.header.sequence
        guard self.connections[id]?.requests[correlation] == nil else {
            throw .malformed("The correlation is that of a request under way.")
        }
        let work = CircuitQueue<CircuitConnection.ID>.Work(
            connection: id, correlation: correlation, job: frame.header.job, request: request,
            cancellation: CancellationFlag())
        try self.queue.append(work)
        self.connections[id]?.requests[correlation] = work.cancellation
        self.computeMore()
    }

    /// A request is not wanted any more: it is answered as cancelled, at once when it still waits.
    private func cancel(_ correlation: UInt64, of id: CircuitConnection.ID) {
        self.connections[id]?.assembler.forget(correlation)
        self.connections[id]?.requests[correlation]?.cancel()
        guard let work = self.queue.remove(correlation, of: id) else { return }
        self.connections[id]?.requests[correlation] = nil
        let error = RuntimeError(
            RuntimeError.Code(rawValue: SimulatorError.Code.cancelled.rawValue), "The run was cancelled.")
        self.refuse(correlation, of: work.job, from: id, with: error)
    }

    /// Gives the threads what they have room for.
    private func computeMore() {
        while self.runningCount < self.workers.count, let work = self.queue.next() {
            self.runningCount += 1
            self.workers.perform { [self] in
                let result: Result<[UInt8], RuntimeError>
                do throws(RuntimeError) {
                    result = .success(
                        try self.engine.run(request: work.request, cancellation: work.cancellation))
                } catch {
                    result = .failure(error)
                }
                self.loop.post {
                    self.assumeIsolated { $0.computed(work, result) }
                }
            }
        }
    }

    private func computed(
        _ work: CircuitQueue<CircuitConnection.ID>.Work, _ result: Result<[UInt8], RuntimeError>
    ) {
        self.runningCount -= 1
        // The same correlation may be another request by now, if its connection came back under the same name.
        if self.connections[work.connection]?.requests[work.correlation] === work.cancellation {
            self.connections[work.connection]?.requests[work.correlation] = nil
            switch result {
            case .success(let reply):
                let frames = CircuitFrame.answer(
                    .circuitResult, contentType: .circuits, to: work.correlation, of: work.job,
                    time: self.loop.timestamp, body: reply)
                self.send(frames, to: work.connection)
            case .failure(let error):
                self.refuse(work.correlation, of: work.job, from: work.connection, with: error)
            }
        }
        self.computeMore()
        if self.runningCount == 0 { self.resumeIdleWaiters() }
    }

    private func refuse(
        _ correlation: UInt64, of job: JobID, from id: CircuitConnection.ID, with error: RuntimeError
    ) {
        // Three strings and a table of strings: writing them as JSON cannot fail.
        let body = (try? WireJSON.encode(ErrorReport(error))) ?? []
        let frames = CircuitFrame.answer(
            .circuitError, contentType: .json, to: correlation, of: job, time: self.loop.timestamp, body: body
        )
        self.send(frames, to: id)
    }
}
