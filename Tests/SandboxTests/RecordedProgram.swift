import ExecutorCore
import Foundation

/// A launched program, and the events it has had, read one after the other.
final class RecordedProgram {
    /// The events ended before what was waited for came.
    struct Ended: Error { let exit: ProgramExit? }

    let process: any ProgramProcess
    let recorder: ProgramRecorder
    private let fixture: SandboxFixture
    private var iterator: AsyncStream<ProgramEvent>.Iterator
    /// All that came by stdout and stderr among the events read so far.
    private(set) var output = ""
    private(set) var memoryExceededByteCount: Int?

    init(process: any ProgramProcess, recorder: ProgramRecorder, fixture: SandboxFixture) {
        self.process = process
        self.recorder = recorder
        self.fixture = fixture
        self.iterator = recorder.events.makeAsyncIterator()
    }

    /// Waits until the process takes frames, and returns its id.
    func waitStarted() async throws -> Int32 {
        while let event = await self.next() {
            switch event {
            case .started(let processID): return processID
            case .exited(let exit): throw Ended(exit: exit)
            case .frame, .output, .memoryExceeded: continue
            }
        }
        throw Ended(exit: nil)
    }

    /// Gives the process its program, as the test's own runner understands it.
    func run(_ source: String, descriptor: Int32? = nil) async throws {
        _ = try await self.waitStarted()
        let process = self.process
        _ = await self.fixture.onLoop { process.send([0x81] + Array(source.utf8), descriptor: descriptor) }
    }

    /// Waits for the next thing the program says, as the text of its JSON.
    func hear() async throws -> String {
        while let event = await self.next() {
            switch event {
            case .frame(let frame): return String(decoding: frame.dropFirst(2), as: UTF8.self)
            case .exited(let exit): throw Ended(exit: exit)
            case .started, .output, .memoryExceeded: continue
            }
        }
        throw Ended(exit: nil)
    }

    /// Waits for the end.
    func waitExit() async throws -> ProgramExit {
        while let event = await self.next() {
            if case .exited(let exit) = event { return exit }
        }
        throw Ended(exit: nil)
    }

    func kill() async {
        let process = self.process
        await self.fixture.onLoop { process.kill() }
    }

    func pauseReading(_ paused: Bool) async {
        let process = self.process
        await self.fixture.onLoop { process.pauseReading(paused) }
    }

    private func next(isolation: isolated (any Actor)? = #isolation) async -> ProgramEvent? {
        let event = await self.iterator.next(isolation: isolation)
        switch event {
        case .output(_, let bytes): self.output += String(decoding: bytes, as: UTF8.self)
        case .memoryExceeded(let byteCount): self.memoryExceededByteCount = byteCount
        case .started, .frame, .exited, nil: break
        }
        return event
    }
}
