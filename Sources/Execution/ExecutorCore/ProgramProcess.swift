/// One program's process tree.
package protocol ProgramProcess: AnyObject, Sendable {
    /// Sends one frame of the program channel, with at most one descriptor, which stays the caller's to close.
    ///
    /// - Returns: `false` when the process is gone.
    @discardableResult
    func send(_ frame: [UInt8], descriptor: Int32?) -> Bool

    /// Stops or goes on reading the program's channel and its output: how back-pressure reaches the program.
    func pauseReading(_ paused: Bool)

    /// Ends the whole process tree by force. `exited` follows when all of it is gone.
    func kill()

    /// Hands the process on: all that it has said and written so far goes to who heard it before, everything later to
    /// `handler`.
    ///
    /// - Returns: `false` when the process has ended or is being killed.
    func pass(to handler: @escaping @Sendable (ProgramEvent) -> Void) -> Bool

    /// Memory of its tree when that was last looked at, in bytes.
    var memoryByteCount: Int { get }
}
