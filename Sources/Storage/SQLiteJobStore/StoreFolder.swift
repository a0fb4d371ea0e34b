import Foundation
import RuntimeModel

/// The files of a store.
///
/// | name       | what it is                                                                |
/// |------------|---------------------------------------------------------------------------|
/// | `lock`     | held exclusively by the process that has the store open                   |
/// | `store.db` | the database, with `store.db-wal` and `store.db-shm` beside it            |
/// | `bodies/`  | long bodies, each named by the 64 digits of its SHA-256                   |
/// | `staging/` | bodies of which chunks are still missing; emptied whenever a store opens  |
struct StoreFolder: Sendable {
    let path: String

    var lockPath: String { self.path + "/lock" }
    var databasePath: String { self.path + "/store.db" }
    var bodiesPath: String { self.path + "/bodies" }
    var stagingPath: String { self.path + "/staging" }

    /// Makes the folders that are missing, readable by their owner alone.
    func prepare() throws(RuntimeError) {
        for folder in [self.path, self.bodiesPath, self.stagingPath] {
            do {
                try FileManager.default.createDirectory(
                    atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            } catch {
                throw RuntimeError(
                    .storeFailed, "A folder of the store cannot be made.", context: ["path": folder],
                    cause: error)
            }
            guard chmod(folder, 0o700) == 0 else {
                throw .system("The store's folder is not this user's.", path: folder)
            }
        }
    }

    /// Removes what an earlier process left half-written. Only with the lock held.
    func removeStagedFiles() throws(RuntimeError) {
        do {
            for name in try FileManager.default.contentsOfDirectory(atPath: self.stagingPath) {
                try FileManager.default.removeItem(atPath: self.stagingPath + "/" + name)
            }
        } catch {
            throw RuntimeError(
                .storeFailed, "Half-written files of the store cannot be removed.",
                context: ["path": self.stagingPath], cause: error)
        }
    }

    /// Where the body with this hash is, when it is a file.
    func bodyPath(_ hash: [UInt8]) -> String {
        self.bodiesPath + "/" + BodyReference.text(of: hash)
    }
}

extension RuntimeError {
    /// A failed call of the operating system, with its `errno`.
    static func system(_ message: String, path: String) -> RuntimeError {
        let number = errno
        if Self.meansNoRoom(number) { return .storeFull(["errno": "\(number)"]) }
        if number == EMFILE || number == ENFILE {
            return RuntimeError(.queueFull, "As many files are open as may be; try again later.")
        }
        return RuntimeError(.storeFailed, message, context: ["path": path, "errno": "\(number)"])
    }

    /// Whether an `errno` says that the disk, the user's share of it, or a file has as much as it may.
    static func meansNoRoom(_ number: Int32) -> Bool { [ENOSPC, EDQUOT, EFBIG].contains(number) }
}
