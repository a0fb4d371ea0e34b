import ExecutorCore
import Logging
import MessageBus
import RuntimeModel
import RuntimeWire

/// Program processes: starting them, and what they do.
extension Executor {
    /// Asks for a process. It is told what to run when it is there.
    func launch(_ run: ProgramRun) {
        guard run.machine.state == .launching, !run.isWaiting else { return }
        if let process = self.takeWarm(for: run) {
            run.process = process
            run.isWarm = true
            return self.perform(run.machine.processStarted(isFresh: false), of: run)
        }
        let key = run.key
        let limits = self.configuration.programLimits
        run.process = self.launcher.launch(environment: run.grant.environment, limits: limits) {
            [weak self] event in
            self?.assumeIsolated { $0.happened(event, to: key) }
        }
        for event in run.takeEarlyEvents() { self.happened(event, to: key) }
    }

    /// A program's process did something.
    func happened(_ event: ProgramEvent, to key: AttemptKey) {
        guard let run = self.run(of: key), !run.hasEnded else { return }
        guard run.process != nil else { return run.earlyEvents.append(event) }
        switch event {
        case .started(let processID):
            self.logger.debug("program started", metadata: ["job": "\(key.job)", "process": "\(processID)"])
            self.perform(run.machine.processStarted(isFresh: true), of: run)
        case .frame(let frame): self.receivedFrame(frame, from: run)
        case .output(let stream, let bytes): self.received(bytes, from: stream, of: run)
        case .memoryExceeded(let byteCount):
            let limit = self.configuration.programLimits.memoryByteCountMax
            self.perform(
                run.machine.memoryExceeded(
                    "The program used \(byteCount) bytes of memory; it may use \(limit).",
                    hasSpoken: run.hasSpoken),
                of: run)
        case .exited(let exit):
            self.flushLogs(of: run)
            self.perform(run.machine.exited(exit, hasSpoken: run.hasSpoken), of: run)
        }
    }

    /// Does what a machine decided.
    func perform(_ action: ProgramRunStateMachine.Action, of run: ProgramRun) {
        switch action {
        case .none: break
        case .start: self.start(run)
        case .kill:
            run.circuits?.close()
            guard let process = run.process else {
                // Nothing was started yet, so nothing has to go first.
                return self.perform(run.machine.exited(.code(0)), of: run)
            }
            process.kill()
            // What is left in the pipes is bounded; reading it lets the end come.
            self.pauseReading(run, false)
        case .keepOrKill:
            run.circuits?.close()
            // What the job still wrote comes first.
            let isKept = self.keepWarm(run)
            guard isKept else { return self.perform(.kill, of: run) }
            self.flushLogs(of: run)
            run.process = nil
            self.perform(run.machine.processKept(), of: run)
        case .report(let end):
            run.process = nil
            self.report(end, of: run)
            self.launchWaiting()
        case .forget:
            run.process = nil
            self.forget(run)
            self.launchWaiting()
        }
    }

    /// Tells the program what to run, with a connection for its circuits, and begins to count its time.
    private func start(_ run: ProgramRun) {
        let circuits = CircuitLink(
            job: run.key.job, addresses: run.grant.simulators, configuration: self.configuration,
            loop: self.loop,
            bus: self.bus, logger: self.logger)
        run.circuits = circuits
        do {
            let frames = ProgramFrame.encoded(.start, try self.startBody(of: run))
            run.source = []
            run.inputs = []
            run.checkpoint = []
            if let file = run.inputsFile {
                // The program's process reads the file itself: nothing of it passes through here again.
                let frame = ProgramFrame.inputs(byteCount: file.byteCount)
                _ = try file.withReader { run.process?.send(frame, descriptor: $0) }
                run.inputsFile = nil
            }
            // Without a simulator the program starts all the same, and asks for one when it has circuits; so does one
            // whose last run had none.
            let isConnected =
                !run.ranNoCircuits && circuits.connectNow { Self.send(frames, descriptor: $0, to: run) }
            run.ranNoCircuits = false
            if !isConnected { Self.send(frames, descriptor: nil, to: run) }
        } catch {
            return self.perform(run.machine.ruleBroken(error.code, error.message), of: run)
        }
        run.startedAt = self.loop.now
        let seconds = run.grant.maxExecutionTime
        let key = run.key
        run.timeLimit = self.loop.schedule(after: .seconds(seconds)) { [weak self] in
            self?.assumeIsolated { executor in
                guard let run = executor.run(of: key) else { return }
                executor.perform(run.machine.timeExpired(afterSeconds: seconds), of: run)
            }
        }
    }

    private static func send(_ frames: [[UInt8]], descriptor: Int32?, to run: ProgramRun) {
        for (index, frame) in frames.enumerated() {
            run.process?.send(frame, descriptor: index == 0 ? descriptor : nil)
        }
    }

    private func startBody(of run: ProgramRun) throws(RuntimeError) -> [UInt8] {
        let header = StartHeader(
            jobID: run.key.job, rerunOf: run.grant.rerunOf, attempt: run.key.attempt,
            programID: run.grant.programID,
            programName: run.grant.programName, backend: run.isWarm ? nil : run.grant.device,
            publishCredit: run.credit.outstanding,
            messageByteCountMax: self.messageByteCountMax, resultByteCountMax: self.bodyByteCountMax,
            logLevel: run.grant.logLevel,
            checkpointByteCount: run.checkpoint.isEmpty ? nil : run.checkpoint.count,
            schemas: run.grant.schemas, checksInputs: run.grant.checksInputs,
            complaintCountMax: run.grant.complaintCountMax,
            inlineByteCountMax: self.configuration.inlineByteCountMax - Self.outcomeSpareByteCount,
            mayFollow: run.warmKey == nil ? nil : true, isLoaded: run.isWarm ? true : nil)
        return ProgramStart(
            header: try WireJSON.encode(header), source: run.isWarm ? [] : run.source,
            inputs: run.inputs + run.checkpoint
        ).encoded
    }

    /// A frame of the program channel; the program is not trusted to keep the rules.
    private func receivedFrame(_ frame: [UInt8], from run: ProgramRun) {
        do {
            guard let (kind, body) = try run.assembler.take(frame) else { return }
            switch kind {
            case .ready: break
            case .interim: try self.published(body, by: run)
            case .outcome: try self.outcomeArrived(body, of: run)
            case .chunk: try self.outcomePartArrived(body, of: run)
            case .metric: self.holdMetric(body, of: run)
            case .progress:
                run.credit.used()
                self.publish(.progress, contentType: .json, body: body, of: run)
            case .checkpoint:
                run.credit.used()
                self.publish(.checkpoint, contentType: .json, body: body, of: run)
            case .violation: self.violationArrived(body, of: run)
            case .circuitsWanted: self.connectCircuits(of: run)
            case .start, .credit, .circuits, .inputs: throw ProgramFrameAssembler.Failure.malformed
            }
        } catch ProgramFrameAssembler.Failure.tooLong {
            let limit = self.configuration.messageByteCountMax
            let reason = "The program published a message of more than \(limit) bytes."
            self.perform(run.machine.ruleBroken(.outputLimit, reason), of: run)
        } catch {
            self.perform(
                run.machine.ruleBroken(.malformedMessage, "The program broke the rules of its channel."),
                of: run)
        }
    }

    private func published(_ body: [UInt8], by run: ProgramRun) throws(ProgramFrameAssembler.Failure) {
        guard let first = body.first, let contentType = ContentType(rawValue: first) else { throw .malformed }
        run.credit.used()
        let flags = run.takeViolation() ? EventRecord.violationFlag : 0
        self.publish(.interim, contentType: contentType, flags: flags, body: Array(body.dropFirst()), of: run)
    }

    /// What the program sends next does not fit its schema.
    private func violationArrived(_ text: [UInt8], of run: ProgramRun) {
        run.isViolating = true
        if !text.isEmpty { self.publish(.log, contentType: .text, flags: 1, body: text, of: run) }
    }

    /// A part of an outcome that is longer than a frame: the first byte is 1 with the last one.
    private func outcomePartArrived(
        _ part: [UInt8], of run: ProgramRun
    ) throws(ProgramFrameAssembler.Failure) {
        guard let isLast = part.first.map({ $0 == 1 }) else { throw .malformed }
        var outcome =
            run.outcome
            ?? OutcomeSpool(
                folder: self.configuration.spoolFolder,
                memoryByteCountMax: self.configuration.memoryBodyByteCountMax,
                byteCountMax: self.bodyByteCountMax)
        // The file of one that is given up is not to wait for the process's end.
        run.outcome = nil
        do {
            try outcome.append(part.dropFirst())
        } catch {
            guard error.code == .outputLimit else {
                self.logger.error("no room for a result", metadata: ["error": "\(error)"])
                return self.perform(run.machine.lost("The executor has no room for the result."), of: run)
            }
            return self.perform(run.machine.ruleBroken(.outputLimit, error.message), of: run)
        }
        guard isLast else { return run.outcome = outcome }
        guard outcome.file != nil else { return try self.outcomeArrived(outcome.bytes, of: run) }
        guard let status = ProgramFrame.OutcomeStatus(rawValue: outcome.bytes[0]),
            let contentType = ContentType(rawValue: outcome.bytes[1])
        else { throw .malformed }
        run.outcome = outcome
        run.ranNoCircuits = status == .waitingWithoutCircuits
        self.perform(
            run.machine.outcomeArrived(.completed([], as: contentType), processWaits: status.processWaits),
            of: run)
    }

    private func outcomeArrived(_ body: [UInt8], of run: ProgramRun) throws(ProgramFrameAssembler.Failure) {
        guard body.count >= 2, let status = ProgramFrame.OutcomeStatus(rawValue: body[0]),
            let contentType = ContentType(rawValue: body[1])
        else {
            throw .malformed
        }
        let bytes = Array(body.dropFirst(2))
        guard status == .failed else {
            guard bytes.count <= self.bodyByteCountMax else { throw .tooLong }
            let end = ProgramRunEnd.completed(bytes, as: contentType)
            run.ranNoCircuits = status == .waitingWithoutCircuits
            return self.perform(
                run.machine.outcomeArrived(end, processWaits: status.processWaits), of: run)
        }
        guard let failure = try? WireJSON.decode(FailureBody.self, from: bytes) else { throw .malformed }
        let reason = failure.message.utf8.prefix(self.configuration.reasonByteCountMax)
        let end = ProgramRunEnd.failed(
            Self.code(failure.code), String(decoding: reason, as: UTF8.self),
            traceback: failure.traceback.map {
                // The end of a traceback names what was raised.
                String(decoding: $0.utf8.suffix(self.configuration.tracebackByteCountMax), as: UTF8.self)
            })
        self.perform(run.machine.outcomeArrived(end), of: run)
    }

    /// A code is a short word; what a program's process calls one may be anything.
    private static func code(_ text: String) -> RuntimeError.Code {
        let isWord = (1...64).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        return isWord ? RuntimeError.Code(rawValue: text) : .programRaised
    }

    /// The program lost its simulator and wants another connection.
    private func connectCircuits(of run: ProgramRun) {
        guard case .running = run.machine.state else { return }
        let key = run.key
        let answer = [ProgramFrame.Kind.circuits.rawValue]
        run.circuits?.connect { [weak self] descriptor in
            self?.assumeIsolated { _ = $0.run(of: key)?.process?.send(answer, descriptor: descriptor) }
        } failure: { [weak self] in
            self?.assumeIsolated { _ = $0.run(of: key)?.process?.send(answer, descriptor: nil) }
        }
    }
}
