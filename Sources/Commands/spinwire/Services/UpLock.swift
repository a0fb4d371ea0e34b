import Foundation
import Glibc
import RuntimeModel
import SpinwireTopology

/// The file `up.pid`: says who supervises a deployment, and keeps a second one out.
struct UpLock {
    private let path: String
    private let descriptor: Int32

    /// Takes the lock and writes this process's id.
    ///
    /// - Throws: `store.inUse` when another process has it.
    init(_ paths: TopologyPaths) throws(RuntimeError) {
        self.path = paths.processFile
        self.descriptor = open(self.path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard self.descriptor >= 0 else {
            throw RuntimeError(
                .configurationInvalid, "The state folder cannot be written.",
                context: ["file": self.path, "errno": "\(errno)"])
        }
        guard flock(self.descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(self.descriptor)
            throw RuntimeError(
                .storeInUse, "The services of this state folder are running already.",
                context: ["file": self.path])
        }
        let text = "\(getpid())\n"
        ftruncate(self.descriptor, 0)
        _ = text.utf8.withContiguousStorageIfAvailable { write(self.descriptor, $0.baseAddress, $0.count) }
    }

    /// Removes the file and gives the lock back.
    func release() {
        unlink(self.path)
        close(self.descriptor)
    }
}
