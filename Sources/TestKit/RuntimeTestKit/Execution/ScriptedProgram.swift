package import ExecutorCore
import Foundation
import MessageBus
import RuntimeModel

/// One program of a ``ScriptedProgramLauncher``. Belongs to the loop.
package final class ScriptedProgram: ProgramProcess {
    private struct State {
        var handler: (@Sendable (ProgramEvent) -> Void)?
        var assembler = ProgramFrameAssembler(byteCountMax: 1 << 30)
        /// What it has, as its source; kept for the next job of a session.
        var script: [ProgramScript.Step] = []
        var steps: [ProgramScript.Step] = []
        /// Jobs that it was started with.
        var startCount = 0
        /// Whether this job has asked for circuits.
        var hasCircuits = false
        /// Whether it may wait for another job.
        var mayFollow = false
        var credit = 0
        var publishedCount = 0
        var attempt = 0
        var linger: Duration = .zero
        var isPaused = false
        /// Waiting for a timer or an answer.
        var isWaiting = false
        var isScheduled = false
        var isKilled = false
        var timer: (any LoopTimer)?
    }

    private let loop: any BusLoop
    private let state: LoopConfined<State>

    private let onExit: @Sendable (ScriptedProgram) -> Void

    /// - Parameter onExit: called when it is gone, before whoever hears it.
    init(on loop: any BusLoop, onExit: @escaping @Sendable (ScriptedProgram) -> Void) {
        self.loop = loop
        self.state = LoopConfined(State(), on: loop)
        self.onExit = onExit
    }

    func begin(
        after delay: Duration, processID: Int32, failure: (RuntimeError.Code, String)?,
        handler: @escaping @Sendable (ProgramEvent) -> Void
    ) {
        self.state.value.handler = handler
        self.state.value.timer = self.loop.schedule(after: delay) { [self] in
            if let failure { return self.exit(.notStarted(failure.0, failure.1)) }
            if !self.state.value.isKilled { self.emit(.started(processID: processID)) }
        }
    }

    package func send(_ frame: [UInt8], descriptor: Int32?) -> Bool {
        guard self.state.value.handler != nil else { return false }
        // The executor is trusted: a frame that cannot be read is its mistake.
        guard let (kind, body) = try? self.state.value.assembler.take(frame) else { return true }
        switch kind {
        case .start: self.start(body)
        case .credit: self.state.value.credit += ProgramFrame.length(in: body, at: 0) ?? 0
        case .circuits: self.state.value.isWaiting = false
        // Scripts have no use for inputs.
        case .inputs: break
        case .ready, .interim, .chunk, .outcome, .metric, .circuitsWanted, .progress, .checkpoint,
            .violation:
            preconditionFailure("An executor does not send such a frame.")
        }
        self.schedule()
        return true
    }

    package func pauseReading(_ paused: Bool) {
        self.state.value.isPaused = paused
        self.schedule()
    }

    package func kill() {
        guard self.state.value.handler != nil, !self.state.value.isKilled else { return }
        self.state.value.isKilled = true
        self.state.value.timer?.cancel()
        self.state.value.timer = self.loop.schedule(after: self.state.value.linger) { [self] in
            self.exit(.signal(9))
        }
    }

    package func pass(to handler: @escaping @Sendable (ProgramEvent) -> Void) -> Bool {
        guard self.state.value.handler != nil, !self.state.value.isKilled else { return false }
        self.state.value.handler = handler
        return true
    }

    package var memoryByteCount: Int { 0 }

    /// Is gone without a word.
    func vanish() {
        self.state.value.timer?.cancel()
        self.state.value.handler = nil
    }

    private func start(_ body: [UInt8]) {
        guard let start = ProgramStart(body: body),
            let header = try? JSONDecoder().decode(Header.self, from: Data(start.header))
        else { preconditionFailure("A start frame has a header, a source and inputs.") }
        self.state.value.credit = header.publishCredit
        self.state.value.attempt = header.attempt
        self.state.value.publishedCount = 0
        self.state.value.linger = .zero
        self.state.value.mayFollow = header.mayFollow ?? false
        self.state.value.startCount += 1
        self.state.value.hasCircuits = false
        if !(header.isLoaded ?? false) {
            let script = ProgramScript(String(decoding: start.source, as: UTF8.self))
            self.state.value.script = script?.steps ?? [.raise("The source is not a script.")]
        }
        self.state.value.steps = self.state.value.script
    }

    /// One step a turn of the loop.
    private func schedule() {
        guard !self.state.value.isScheduled else { return }
        self.state.value.isScheduled = true
        self.loop.post { [weak self] in
            self?.state.value.isScheduled = false
            self?.advance()
        }
    }

    private func advance() {
        guard self.state.value.handler != nil, !self.state.value.isPaused, !self.state.value.isWaiting,
            !self.state.value.isKilled, let step = self.state.value.steps.first
        else { return }
        if case .publish(let count, let byteCount) = step {
            guard count > 0 else { return self.next() }
            guard self.state.value.credit > 0 else { return }
            self.state.value.steps[0] = .publish(count: count - 1, byteCount: byteCount)
            self.publish(byteCount: byteCount)
            return self.schedule()
        }
        self.perform(step)
    }

    private func perform(_ step: ProgramScript.Step) {
        switch step {
        case .publish: break
        case .output(let text, let isError):
            self.emit(.output(isError ? .standardError : .standardOutput, Array((text + "\n").utf8)))
        case .metric(let text): self.emitFrames(.metric, Array(text.utf8))
        case .wait(let milliseconds):
            self.state.value.isWaiting = true
            self.state.value.timer = self.loop.schedule(after: .milliseconds(milliseconds)) { [weak self] in
                self?.state.value.isWaiting = false
                self?.schedule()
            }
        case .circuits:
            self.state.value.isWaiting = true
            self.state.value.hasCircuits = true
            self.emitFrames(.circuitsWanted, [])
        case .memory(let byteCount):
            self.emit(.memoryExceeded(byteCount: byteCount))
            self.kill()
        case .linger(let milliseconds): self.state.value.linger = .milliseconds(milliseconds)
        case .garbage: self.emit(.frame([0x00, 0x01]))
        case .end(let result):
            let waiting: ProgramFrame.OutcomeStatus =
                self.state.value.hasCircuits ? .completedAndWaiting : .waitingWithoutCircuits
            let status = self.state.value.mayFollow ? waiting : .completed
            self.state.value.steps = []
            return self.emitFrames(
                .outcome, [status.rawValue, ContentType.json.rawValue] + Array(result.utf8))
        case .dieWarm(let signal):
            if self.state.value.startCount > 1 { return self.exit(.signal(signal)) }
        case .raise(let text): self.raise(text)
        case .exit(let code): return self.exit(.code(code))
        case .die(let signal): return self.exit(.signal(signal))
        }
        self.next()
    }

    private func next() {
        guard !self.state.value.steps.isEmpty else { return }
        self.state.value.steps.removeFirst()
        self.schedule()
    }

    private func publish(byteCount: Int) {
        let index = self.state.value.publishedCount
        self.state.value.publishedCount += 1
        self.state.value.credit -= 1
        let filling = byteCount > 0 ? #","filling":""# + String(repeating: "x", count: byteCount) + #"""# : ""
        let message = #"{"attempt":\#(self.state.value.attempt),"index":\#(index)\#(filling)}"#
        self.emitFrames(.interim, [ContentType.json.rawValue] + Array(message.utf8))
    }

    private func raise(_ text: String) {
        let failure = [
            "code": "program.raised", "message": text, "traceback": "Traceback of the script: \(text)",
        ]
        // A table of strings: writing it as JSON cannot fail.
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let body = (try? encoder.encode(failure)) ?? Data()
        self.emitFrames(.outcome, [1, ContentType.json.rawValue] + Array(body))
    }

    private func emitFrames(_ kind: ProgramFrame.Kind, _ body: [UInt8]) {
        for frame in ProgramFrame.encoded(kind, body) { self.emit(.frame(frame)) }
    }

    private func emit(_ event: ProgramEvent) { self.state.value.handler?(event) }

    private func exit(_ exit: ProgramExit) {
        self.state.value.timer?.cancel()
        let handler = self.state.value.handler
        self.state.value.handler = nil
        if handler != nil { self.onExit(self) }
        handler?(.exited(exit))
    }

    private struct Header: Decodable {
        let attempt: Int
        let publishCredit: Int
        let mayFollow: Bool?
        let isLoaded: Bool?
        private enum CodingKeys: String, CodingKey {
            case attempt
            case publishCredit = "publish_credit"
            case mayFollow = "may_follow"
            case isLoaded = "is_loaded"
        }
    }
}
