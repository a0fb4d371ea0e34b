import JobStore
import RuntimeWire

extension StoreWrite {
    /// About how much memory it takes while it waits for the disk, in bytes.
    var byteCount: Int {
        switch self {
        case .insertJob(_, let inputs): Self.rowByteCount + inputs.bytes.count
        case .appendEvents(let events): events.reduce(0) { $0 + MessageHeader.byteCount + $1.body.count }
        case .insertProgram(let program):
            Self.rowByteCount + program.metadata.count + program.source.bytes.count
        case .insertAccount, .updateAccount, .deleteAccount, .setProgramVisibility, .deleteProgram,
            .updateJob,
            .setTags, .putAttempt, .removePayloads, .deleteJob, .insertSession, .endSession:
            Self.rowByteCount
        }
    }

    /// What is not as long as a peer likes: names, numbers and times.
    private static let rowByteCount = 512
}
