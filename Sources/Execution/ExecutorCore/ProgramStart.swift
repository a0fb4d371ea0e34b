/// The body of a start frame: u32 length, JSON header; u32 length, source; the inputs (JSON); and the checkpoint that
/// the run begins with, as many bytes as the header's `checkpoint_byte_count` says.
package struct ProgramStart: Hashable, Sendable {
    /// JSON object: `job_id`, `attempt`, `program_id`, `program_name`, `backend`, `publish_credit`,
    /// `message_byte_count_max`, `result_byte_count_max`, `log_level`, `may_follow` (the process may be kept for another
    /// start), `is_loaded` (it has served one before, and has the program).
    package var header: [UInt8]
    /// The program's source, UTF-8; empty when the process has it.
    package var source: [UInt8]
    /// The program's inputs, a JSON object, and behind them the checkpoint, if there is one.
    package var inputs: [UInt8]

    package init(header: [UInt8], source: [UInt8], inputs: [UInt8]) {
        self.header = header
        self.source = source
        self.inputs = inputs
    }

    /// Reads a body; `nil` when a length goes beyond its end.
    package init?(body: [UInt8]) {
        guard let headerCount = ProgramFrame.length(in: body, at: 0), body.count - 4 >= headerCount else {
            return nil
        }
        let sourceStart = 8 + headerCount
        guard let sourceCount = ProgramFrame.length(in: body, at: 4 + headerCount),
            body.count - sourceStart >= sourceCount
        else { return nil }
        self.header = Array(body[4..<(4 + headerCount)])
        self.source = Array(body[sourceStart..<(sourceStart + sourceCount)])
        self.inputs = Array(body[(sourceStart + sourceCount)...])
    }

    /// The body.
    package var encoded: [UInt8] {
        ProgramFrame.length(self.header.count) + self.header + ProgramFrame.length(self.source.count)
            + self.source
            + self.inputs
    }
}
