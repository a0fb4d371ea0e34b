import ContentHashing
import Foundation
import Glibc
import RuntimeModel

/// A file with a service's address and a token: `client.json`, `worker.json`. Mode 0600, replaced as a whole.
struct TokenFile: Codable, Equatable {
    /// Where to connect.
    var url: String
    /// Whom as: `spw_<account>_<secret>`.
    var token: String

    /// What the file says, or `nil` when there is none.
    ///
    /// - Throws: `configuration.invalid` when it is there and cannot be read.
    static func read(_ path: String) throws(RuntimeError) -> TokenFile? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        do {
            return try JSONDecoder().decode(
                TokenFile.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
        } catch {
            throw RuntimeError(
                .configurationInvalid, "The file with the token cannot be read.", context: ["file": path],
                cause: error)
        }
    }

    /// Writes it, so that a crash leaves the old file or the new one.
    ///
    /// - Throws: `store.failed`.
    func write(_ path: String) throws(RuntimeError) {
        let aside = path + ".new"
        let bytes: Data
        do { bytes = try JSONEncoder().encode(self) } catch {
            preconditionFailure("Two texts can be written as JSON.")
        }
        unlink(aside)
        let descriptor = open(aside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        let isSound = descriptor >= 0 && count == bytes.count && fsync(descriptor) == 0
        if descriptor >= 0 { close(descriptor) }
        guard isSound, rename(aside, path) == 0 else {
            throw RuntimeError(
                .storeFailed, "The file with the token cannot be written.",
                context: ["file": path, "errno": "\(errno)"])
        }
    }
}
