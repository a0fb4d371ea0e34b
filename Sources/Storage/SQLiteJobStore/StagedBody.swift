import ContentHashing
import RuntimeModel

/// A body of which chunks are still missing: in memory while it is to become a row, else in a file.
struct StagedBody {
    let reference: BodyReference
    private(set) var byteCount = 0
    /// The chunks, when the body is short.
    private(set) var bytes: [UInt8] = []
    /// The file, when it is long.
    private let file: StagingFile?
    private var hasher = ContentHasher()

    /// - Parameter filePath: where the chunks are gathered; in memory without it.
    init(_ reference: BodyReference, filePath: String?) throws(RuntimeError) {
        self.reference = reference
        self.file = if let filePath { try StagingFile(filePath) } else { nil }
    }

    var isComplete: Bool { self.byteCount == self.reference.byteCount }

    /// Whether the bytes are those that the reference names.
    var hasAnnouncedHash: Bool { ContentHash.equal(self.hasher.finalized(), self.reference.hash) }

    /// Adds the bytes that follow the last ones.
    mutating func append(_ chunk: [UInt8]) throws(RuntimeError) {
        if let file = self.file { try file.append(chunk) } else { self.bytes.append(contentsOf: chunk) }
        self.hasher.update(chunk)
        self.byteCount += chunk.count
    }

    /// Begins anew.
    mutating func removeAll() throws(RuntimeError) {
        try self.file?.removeAll()
        self.bytes = []
        self.hasher = ContentHasher()
        self.byteCount = 0
    }

    /// What `chunk` adds at `offset` to the bytes that are there; empty when it says nothing new.
    ///
    /// - Returns: `nil` when it leaves a gap, or begins with something else than what stands there.
    func news(in chunk: [UInt8], at offset: Int) throws(RuntimeError) -> [UInt8]? {
        guard offset <= self.byteCount else { return nil }
        if offset == self.byteCount { return chunk }
        let known = Array(chunk.prefix(self.byteCount - offset))
        let isSame =
            if let file = self.file {
                try file.read(at: offset, byteCount: known.count) == known
            } else {
                self.bytes[offset..<offset + known.count].elementsEqual(known)
            }
        return isSame ? Array(chunk.dropFirst(known.count)) : nil
    }

    /// Puts a long body on the disk.
    func sync() throws(RuntimeError) { try self.file?.sync() }

    /// Gives a long body that was synced its own name; its row may be committed then.
    func publishFile(as path: String, in folder: String) throws(RuntimeError) {
        try self.file?.publish(as: path, in: folder)
    }

    /// Takes that name back.
    func withdrawFile(from path: String) throws(RuntimeError) { try self.file?.withdraw(from: path) }
}
