import Foundation
import RuntimeModel

/// An open file that gathers the chunks of one body, and that is removed unless it was published.
final class StagingFile {
    private let path: String
    private let descriptor: Int32

    init(_ path: String) throws(RuntimeError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .system("A file of the store cannot be made.", path: path) }
        self.path = path
        self.descriptor = descriptor
    }

    deinit {
        close(self.descriptor)
        // Gone already when it was published; and whatever stays behind is removed at the next start.
        unlink(self.path)
    }

    func append(_ bytes: [UInt8]) throws(RuntimeError) {
        try StoreFile.write(bytes, to: self.descriptor, path: self.path)
    }

    func read(at offset: Int, byteCount: Int) throws(RuntimeError) -> [UInt8] {
        try StoreFile.read(self.descriptor, at: offset, byteCount: byteCount, path: self.path)
    }

    /// Syncs the bytes, gives the file its name for good, and syncs the name.
    func publish(as path: String, in folder: String) throws(RuntimeError) {
        guard fsync(self.descriptor) == 0 else { throw .system("A body cannot be synced.", path: self.path) }
        guard rename(self.path, path) == 0 else { throw .system("A body cannot be named.", path: path) }
        try StoreFile.syncFolder(folder)
    }
}
