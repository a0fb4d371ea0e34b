import Foundation
import RuntimeModel

/// An open file that gathers the chunks of one body, and that is removed unless it was published.
final class StagingFile {
    /// So many bytes are handed to the disk at once while more come in: the sync at the end finds little to do.
    private static let writeBackByteCount = 8 << 20

    private let path: String
    private let descriptor: Int32
    private var byteCount = 0
    private var handedOverByteCount = 0
    private var isPublished = false

    init(_ path: String) throws(RuntimeError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .system("A file of the store cannot be made.", path: path) }
        self.path = path
        self.descriptor = descriptor
    }

    deinit {
        close(self.descriptor)
        // Gone already when it was published; and whatever stays behind is removed at the next start.
        if !self.isPublished { unlink(self.path) }
    }

    /// Adds bytes behind those that are there. A disk that fills up in the middle leaves some of them behind the end,
    /// where the next ones are written.
    func append(_ bytes: [UInt8]) throws(RuntimeError) {
        try StoreFile.write(bytes, to: self.descriptor, at: self.byteCount, path: self.path)
        self.byteCount += bytes.count
        let fresh = self.byteCount - self.handedOverByteCount
        guard fresh >= Self.writeBackByteCount else { return }
        // Says that they are not needed in memory, which begins to write them; what it does not do, the sync does.
        _ = posix_fadvise(
            self.descriptor, off_t(self.handedOverByteCount), off_t(fresh), POSIX_FADV_DONTNEED)
        self.handedOverByteCount = self.byteCount
    }

    func read(at offset: Int, byteCount: Int) throws(RuntimeError) -> [UInt8] {
        try StoreFile.read(self.descriptor, at: offset, byteCount: byteCount, path: self.path)
    }

    /// Begins anew.
    func removeAll() throws(RuntimeError) {
        guard ftruncate(self.descriptor, 0) == 0 else {
            throw .system("A file of the store cannot be emptied.", path: self.path)
        }
        self.byteCount = 0
        self.handedOverByteCount = 0
    }

    /// Puts the bytes on the disk.
    func sync() throws(RuntimeError) {
        guard fsync(self.descriptor) == 0 else { throw .system("A body cannot be synced.", path: self.path) }
    }

    /// Gives the synced file its name for good, and syncs the name. Safe to repeat.
    func publish(as path: String, in folder: String) throws(RuntimeError) {
        guard !self.isPublished else { return }
        guard rename(self.path, path) == 0 else { throw .system("A body cannot be named.", path: path) }
        self.isPublished = true
        try StoreFile.syncFolder(folder)
    }

    /// Takes the name back: the file is one that gathers again. Safe to repeat.
    func withdraw(from path: String) throws(RuntimeError) {
        guard self.isPublished else { return }
        guard rename(path, self.path) == 0 else {
            throw .system("A body cannot be withdrawn.", path: path)
        }
        self.isPublished = false
    }
}
