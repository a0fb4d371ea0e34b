import CommandLineInterface
import RuntimeModel
import Spinwire
import UnixSignals

/// Shows a job's timeline as it grows, until the job ends or Ctrl-C is pressed.
struct JobFollower {
    /// What Ctrl-C does.
    enum Interrupt {
        /// Leaves the job alone, and says how to watch it again or to cancel it.
        case detach
        /// Cancels the job and waits for its end.
        case cancel
    }

    let job: Job
    let json: Bool
    let interrupt: Interrupt

    private enum Ending {
        case ended
        case interrupted
    }

    /// Shows everything after a sequence.
    ///
    /// - Returns: how the command ends: by the job's end, or interrupted.
    func follow(after sequence: UInt64 = 0) async throws -> CommandStatus {
        if !self.json { Console.error("job: \(self.job.id)") }
        let progress = ProgressLine(isShown: Console.isErrorTerminal && !self.json)
        let ending = try await withThrowingTaskGroup(of: Ending?.self) { group in
            group.addTask {
                try await self.show(after: sequence, progress)
                return .ended
            }
            group.addTask {
                await progress.tick()
                return nil
            }
            group.addTask { await self.interrupts() }
            defer { group.cancelAll() }
            while let ended = try await group.next() {
                if let ended { return ended }
            }
            return .ended
        }
        await progress.clear()
        switch ending {
        case .ended: return try await self.conclusion()
        case .interrupted:
            let id = self.job.id.description
            Console.error("detached; the job goes on")
            Console.error("watch it again: spinwire job watch \(id)")
            Console.error("cancel it:       spinwire job cancel \(id)")
            return .interrupted
        }
    }

    private func show(after sequence: UInt64, _ progress: ProgressLine) async throws {
        for try await event in self.job.events(after: sequence) {
            if self.json {
                Console.output(EventLine.json(event, of: self.job.id))
            } else {
                await progress.show(event)
            }
        }
    }

    /// Returns when Ctrl-C means the end of this command; `nil` when cancelled.
    private func interrupts() async -> Ending? {
        for await _ in await UnixSignalsSequence(trapping: .sigint) {
            switch self.interrupt {
            case .detach: return .interrupted
            case .cancel:
                Console.error("cancelling")
                do {
                    try await self.job.cancel()
                } catch {
                    for line in ErrorText.lines(error) { Console.error(line) }
                    return .interrupted
                }
            }
        }
        return nil
    }

    private func conclusion() async throws -> CommandStatus {
        let summary = try await self.job.summary()
        switch summary.status {
        case .completed: return .success
        case .cancelled where self.interrupt == .cancel: return .interrupted
        case .queued, .running, .cancelling, .failed, .cancelled, .ranTooLong, .lost: break
        }
        if !self.json {
            let error = RuntimeError(
                RuntimeError.Code(rawValue: summary.code ?? "job.failed"),
                summary.reason ?? "The job ended without a result.",
                context: ["job_id": self.job.id.description, "status": summary.status.rawValue])
            for line in ErrorText.lines(error) { Console.error(line) }
        }
        return .failure
    }
}
