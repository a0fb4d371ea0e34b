import GRDB
import RuntimeModel

extension RuntimeError {
    /// What a failure of the database means to the store's owner.
    static func store(_ error: any Error) -> RuntimeError {
        if let error = error as? RuntimeError { return error }
        guard let error = error as? DatabaseError else {
            return RuntimeError(.storeFailed, "The store could not be read or written.", cause: error)
        }
        // Every constraint of the schema says that a row is there only once.
        if error.resultCode == .SQLITE_CONSTRAINT {
            return RuntimeError(.conflict, "The store has such a row already.", cause: error)
        }
        // What could not be written is rolled back. The log's index is a file as well.
        if error.resultCode == .SQLITE_FULL || error.extendedResultCode == .SQLITE_IOERR_SHMSIZE {
            return .storeFull([:])
        }
        return RuntimeError(
            .storeFailed, "The store could not be read or written.",
            context: ["sqlite": "\(error.extendedResultCode.rawValue)"], cause: error)
    }

    static func storeFull(_ context: [String: String]) -> RuntimeError {
        RuntimeError(
            .storeFull, "The disk of the store is full; nothing was taken. Try again when there is room.",
            context: context)
    }

    /// What is stored is not what the writer took it for.
    static func conflict(_ message: String, _ context: [String: String]) -> RuntimeError {
        RuntimeError(.conflict, message, context: context)
    }

    /// What is stored cannot be what this program wrote.
    static func corruptStore(_ message: String) -> RuntimeError {
        RuntimeError(.storeFailed, message)
    }

    static var storeClosed: RuntimeError { RuntimeError(.stopping, "The store is closed.") }
}
