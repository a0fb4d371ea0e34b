import Foundation
import RuntimeModel

/// Holds a store for one process: an advisory lock that the kernel releases when the process ends, however it ends.
struct StoreLock: ~Copyable {
    private let descriptor: Int32

    /// Takes the lock.
    ///
    /// - Throws: `store.inUse` when somebody has it, in this process or another.
    init(_ path: String) throws(RuntimeError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .system("The store's lock file cannot be opened.", path: path) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw RuntimeError(
                .storeInUse, "Another process has this store open; stop it first.", context: ["path": path])
        }
        self.descriptor = descriptor
    }

    deinit {
        // A child that was forked and has not yet become its program holds the file open too: closing is not enough.
        flock(self.descriptor, LOCK_UN)
        close(self.descriptor)
    }
}
