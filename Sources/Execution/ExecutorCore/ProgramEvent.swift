/// What a program's process did.
package enum ProgramEvent: Sendable {
    /// The process exists, is locked in, and takes frames.
    ///
    /// `processID` is its id as the executor's PID namespace sees it.
    case started(processID: Int32)
    /// A frame of the program channel came in: kind byte and body, without the length.
    case frame([UInt8])
    /// The program wrote to its stdout or stderr.
    case output(ProgramOutputStream, [UInt8])
    /// The process tree used more memory than it may and is being killed; `exited` follows.
    case memoryExceeded(byteCount: Int)
    /// The whole tree is gone, and all it wrote has been delivered. The last event.
    case exited(ProgramExit)
}
