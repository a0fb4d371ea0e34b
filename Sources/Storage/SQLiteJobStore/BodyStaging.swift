import Foundation
import RuntimeModel
import Synchronization

/// The bodies of which some chunks have come.
///
/// How many there may be, of one account and of all, and how long one may stand still, is their owner's to say.
final class BodyStaging: Sendable {
    private struct State {
        var uploads: [UploadKey: StagedUpload] = [:]
        /// Announced lengths of those that are gathered in memory.
        var memoryByteCount = 0
        /// How many were begun: no two share the name of a file.
        var begunCount = 0
    }

    private let folder: StoreFolder
    private let options: SQLiteStoreOptions
    private let state = Mutex(State())

    init(_ options: SQLiteStoreOptions, in folder: StoreFolder) {
        self.folder = folder
        self.options = options
    }

    /// Whether some chunks of a body have come, and not all.
    func holds(_ key: UploadKey) -> Bool {
        self.state.withLock { $0.uploads[key] != nil }
    }

    /// The upload that a chunk belongs to; a new one when it is the first.
    ///
    /// Chunks may overlap: several clients of an account may put the same body at the same time, each in chunks of its
    /// own length.
    ///
    /// - Throws: `upload.notFound` when nothing came before it; `store.full`.
    func upload(_ key: UploadKey, at offset: Int) throws(RuntimeError) -> StagedUpload {
        try self.state.withLock { state throws(RuntimeError) in
            if let known = state.uploads[key] { return known }
            guard offset == 0 else {
                throw RuntimeError(
                    .uploadNotFound, "Nothing of this upload is there; begin it again with its first chunk.",
                    context: ["body": key.reference.hashText])
            }
            state.begunCount += 1
            let byteCount = key.reference.byteCount
            // Where memory has no room, a short body is gathered in a file as well, and stays one.
            let isInMemory =
                byteCount <= self.options.inlineBodyByteCountMax
                && state.memoryByteCount + byteCount <= self.options.uploadMemoryByteCountMax
            let upload = try StagedUpload(
                key, filePath: isInMemory ? nil : "\(self.folder.stagingPath)/\(state.begunCount)")
            state.uploads[key] = upload
            state.memoryByteCount += upload.memoryByteCount
            return upload
        }
    }

    /// Forgets an upload: it is stored, or will never be.
    func remove(_ upload: StagedUpload) {
        self.state.withLock { state in
            if state.uploads[upload.key] === upload { Self.remove(upload.key, &state) }
        }
    }

    /// Gives up an upload, if it is there.
    func remove(_ key: UploadKey) {
        self.state.withLock { Self.remove(key, &$0) }
    }

    private static func remove(_ key: UploadKey, _ state: inout State) {
        guard let upload = state.uploads.removeValue(forKey: key) else { return }
        state.memoryByteCount -= upload.memoryByteCount
    }

    /// A name in the staging folder that nothing else has.
    func unusedPath() -> String {
        self.state.withLock { state in
            state.begunCount += 1
            return "\(self.folder.stagingPath)/\(state.begunCount)"
        }
    }

    /// Gives up everything that is not whole.
    func close() {
        self.state.withLock { state in
            state.uploads = [:]
            state.memoryByteCount = 0
        }
    }
}
