import Foundation
import RuntimeModel
import Synchronization

/// The bodies of which some chunks have come.
final class BodyStaging: Sendable {
    private struct Entry {
        let upload: StagedUpload
        var touchedAt: ContinuousClock.Instant
    }

    private struct State {
        var entries: [[UInt8]: Entry] = [:]
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
    func holds(_ reference: BodyReference) -> Bool {
        self.state.withLock { $0.entries[reference.hash]?.upload.reference == reference }
    }

    /// The upload that a chunk belongs to; a new one when it is the first.
    ///
    /// Chunks may overlap: several clients may put the same body at the same time, each in chunks of its own length.
    ///
    /// - Throws: `body.corrupt` when nothing came before it.
    func upload(for reference: BodyReference, at offset: Int) throws(RuntimeError) -> StagedUpload {
        try self.state.withLock { state throws(RuntimeError) in
            if let known = state.entries[reference.hash]?.upload, known.reference == reference {
                state.entries[reference.hash]?.touchedAt = .now
                return known
            }
            guard offset == 0 else {
                throw StagedUpload.corrupt("The chunk does not follow the last one.", reference)
            }
            if state.entries.count >= self.options.stagedBodyCountMax,
                let oldest = state.entries.min(by: { $0.value.touchedAt < $1.value.touchedAt })
            {
                state.entries[oldest.key] = nil
            }
            state.begunCount += 1
            let isLong = reference.byteCount > self.options.inlineBodyByteCountMax
            let upload = try StagedUpload(
                reference, filePath: isLong ? "\(self.folder.stagingPath)/\(state.begunCount)" : nil)
            state.entries[reference.hash] = Entry(upload: upload, touchedAt: .now)
            return upload
        }
    }

    /// Forgets an upload: it is stored, or will never be.
    func remove(_ upload: StagedUpload) {
        self.state.withLock { state in
            if state.entries[upload.reference.hash]?.upload === upload {
                state.entries[upload.reference.hash] = nil
            }
        }
    }

    /// Gives up those of which nothing more has come for so long.
    ///
    /// - Returns: how many.
    func removeIdle(for duration: Duration) -> Int {
        self.state.withLock { state in
            let count = state.entries.count
            state.entries = state.entries.filter { $0.value.touchedAt.duration(to: .now) < duration }
            return count - state.entries.count
        }
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
        self.state.withLock { $0.entries = [:] }
    }
}
