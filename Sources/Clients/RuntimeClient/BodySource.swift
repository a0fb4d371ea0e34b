import ContentHashing
import Foundation
package import RuntimeModel

/// The bytes of a body that is uploaded: in memory, or in a file that stays as it is meanwhile.
package enum BodySource: Sendable {
    case bytes([UInt8])
    case file(BodyFile)

    var byteCount: Int {
        switch self {
        case .bytes(let bytes): bytes.count
        case .file(let file): file.byteCount
        }
    }

    /// Some of the bytes.
    func read(at offset: Int, byteCount: Int) throws(RuntimeError) -> [UInt8] {
        switch self {
        case .bytes(let bytes): Array(bytes[offset..<(offset + byteCount)])
        case .file(let file): try file.read(at: offset, byteCount: byteCount)
        }
    }

    /// Names them. Reads a file once.
    func reference() throws(RuntimeError) -> BodyReference {
        var hasher = ContentHasher()
        let step = 1 << 20
        var offset = 0
        while offset < self.byteCount {
            hasher.update(try self.read(at: offset, byteCount: min(step, self.byteCount - offset)))
            offset += step
        }
        return BodyReference(hash: hasher.finalized(), byteCount: self.byteCount)
    }
}

/// A file that is read in any part.
package final class BodyFile: Sendable {
    private let path: String
    private let descriptor: Int32
    /// Its length when it was opened.
    let byteCount: Int

    /// - Throws: `command.invalid` when it cannot be read.
    package init(_ path: String) throws(RuntimeError) {
        self.path = path
        self.descriptor = open(path, O_RDONLY | O_CLOEXEC)
        var status = stat()
        guard self.descriptor >= 0, fstat(self.descriptor, &status) == 0,
            status.st_mode & S_IFMT == S_IFREG
        else {
            if self.descriptor >= 0 { close(self.descriptor) }
            throw Self.unreadable(path)
        }
        self.byteCount = Int(status.st_size)
    }

    deinit { close(self.descriptor) }

    func read(at offset: Int, byteCount: Int) throws(RuntimeError) -> [UInt8] {
        let bytes = [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, filled in
            while filled < byteCount {
                let count = pread(
                    self.descriptor, buffer.baseAddress.map { $0 + filled }, byteCount - filled,
                    off_t(offset + filled))
                if count < 0, errno == EINTR { continue }
                if count <= 0 { return }
                filled += count
            }
        }
        guard bytes.count == byteCount else { throw Self.unreadable(self.path) }
        return bytes
    }

    private static func unreadable(_ path: String) -> RuntimeError {
        RuntimeError(.invalidCommand, "The file cannot be read.", context: ["file": path])
    }
}
