import ContentHashing
import Foundation
import RuntimeModel

/// A file without a name that holds one long body while it passes through an executor: not its memory.
///
/// Written once, from its beginning to its end. Gone with its last descriptor, whatever becomes of this process.
/// Belongs to one loop.
final class SpoolFile {
    /// Open for reading and writing.
    private let descriptor: Int32
    private(set) var byteCount = 0
    private var hasher = ContentHasher()

    /// - Throws: `store.failed` when the folder does not take a file.
    init(in folder: String) throws(RuntimeError) {
        let path = folder + "/spool-" + BodyReference.text(of: ContentHash.randomBytes(16))
        self.descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard self.descriptor >= 0 else {
            throw Self.failed("A file for a long body cannot be made.", folder: folder)
        }
        unlink(path)
    }

    deinit { close(self.descriptor) }

    /// Names what has been written.
    var reference: BodyReference {
        BodyReference(hash: self.hasher.finalized(), byteCount: self.byteCount)
    }

    func append(_ bytes: [UInt8]) throws(RuntimeError) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                write(self.descriptor, $0.baseAddress.map { $0 + written }, bytes.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Self.failed("A long body cannot be written to its file.") }
            written += count
        }
        self.hasher.update(bytes)
        self.byteCount += bytes.count
    }

    /// Some bytes that have been written.
    func read(at offset: Int, byteCount: Int) throws(RuntimeError) -> [UInt8] {
        var failed = false
        let bytes = [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, filled in
            while filled < byteCount {
                let count = pread(
                    self.descriptor, buffer.baseAddress.map { $0 + filled }, byteCount - filled,
                    off_t(offset + filled))
                if count < 0, errno == EINTR { continue }
                failed = count <= 0
                if failed { return }
                filled += count
            }
        }
        if failed { throw Self.failed("A long body cannot be read from its file.") }
        return bytes
    }

    /// Begins anew.
    func removeAll() throws(RuntimeError) {
        guard ftruncate(self.descriptor, 0) == 0, lseek(self.descriptor, 0, SEEK_SET) == 0 else {
            throw Self.failed("The file of a long body cannot be emptied.")
        }
        self.byteCount = 0
        self.hasher = ContentHasher()
    }

    /// Calls `body` with a descriptor of the same file that only reads, at its beginning.
    func withReader<Value>(_ body: (Int32) -> Value) throws(RuntimeError) -> Value {
        let reader = open("/proc/self/fd/\(self.descriptor)", O_RDONLY | O_CLOEXEC)
        guard reader >= 0 else { throw Self.failed("The file of a long body cannot be opened.") }
        defer { close(reader) }
        return body(reader)
    }

    private static func failed(_ message: String, folder: String? = nil) -> RuntimeError {
        var context = ["errno": "\(errno)"]
        context["folder"] = folder
        return RuntimeError(.storeFailed, message, context: context)
    }
}
