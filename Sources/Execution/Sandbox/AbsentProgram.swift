import ExecutorCore

/// Stands for a process that could not be started: there is nothing to send to, pause or kill.
final class AbsentProgram: ProgramProcess {
    func send(_ frame: [UInt8], descriptor: Int32?) -> Bool { false }
    func pauseReading(_ paused: Bool) {}
    func kill() {}
    func pass(to handler: @escaping @Sendable (ProgramEvent) -> Void) -> Bool { false }
    var memoryByteCount: Int { 0 }
}
