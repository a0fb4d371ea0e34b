import Foundation
import RuntimeModel

/// Blocking reads and writes of whole ranges of bytes, which finish or throw.
enum StoreFile {
    /// Writes all of `bytes` from `offset` on.
    ///
    /// - Throws: also when only some of them were written.
    static func write(
        _ bytes: [UInt8], to descriptor: Int32, at offset: Int, path: String
    ) throws(RuntimeError) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                pwrite(
                    descriptor, $0.baseAddress.map { $0 + written }, bytes.count - written,
                    off_t(offset + written))
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw .system("A file of the store cannot be written.", path: path) }
            written += count
        }
    }

    /// Up to `byteCount` bytes from `offset`; fewer only where the file ends.
    static func read(_ descriptor: Int32, at offset: Int, byteCount: Int, path: String) throws(RuntimeError)
        -> [UInt8]
    {
        var bytes = [UInt8](repeating: 0, count: byteCount)
        var filled = 0
        while filled < byteCount {
            let count = bytes.withUnsafeMutableBytes {
                pread(
                    descriptor, $0.baseAddress.map { $0 + filled }, byteCount - filled, off_t(offset + filled)
                )
            }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw .system("A file of the store cannot be read.", path: path) }
            if count == 0 { break }
            filled += count
        }
        bytes.removeLast(byteCount - filled)
        return bytes
    }

    /// Up to `byteCount` bytes of a closed file.
    static func read(_ path: String, at offset: Int, byteCount: Int) throws(RuntimeError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system("A file of the store cannot be opened.", path: path) }
        defer { close(descriptor) }
        return try Self.read(descriptor, at: offset, byteCount: byteCount, path: path)
    }

    /// Puts a name's creation on the disk: without it a file that was synced may be nameless after a power cut.
    static func syncFolder(_ path: String) throws(RuntimeError) {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system("A folder of the store cannot be opened.", path: path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else {
            throw .system("A folder of the store cannot be synced.", path: path)
        }
    }
}
