package import RuntimeModel

/// How many bytes accounts have put, or are putting, into bodies that no job refers to yet.
///
/// A body counts with its whole announced length from its first chunk on, so that a quota is reached before the bytes
/// have travelled. It counts until a job refers to it (it counts as that job's then), or until it was left alone for
/// so long that the store may have collected it.
package struct UploadLedger: Sendable {
    private struct Key: Hashable {
        var account: AccountID
        var hash: [UInt8]
    }

    private struct Upload {
        var byteCount: Int
        /// Nanoseconds of the loop's clock.
        var touchedAt: Int64
    }

    private var uploads: [Key: Upload] = [:]
    private var byteCounts: [AccountID: Int] = [:]

    package init() {}

    package func byteCount(of account: AccountID) -> Int { self.byteCounts[account, default: 0] }

    package func holds(_ reference: BodyReference, of account: AccountID) -> Bool {
        self.uploads[Key(account: account, hash: reference.hash)] != nil
    }

    /// A chunk has come.
    package mutating func touch(_ reference: BodyReference, of account: AccountID, now: Int64) {
        let key = Key(account: account, hash: reference.hash)
        if self.uploads[key] == nil { self.byteCounts[account, default: 0] += reference.byteCount }
        self.uploads[key] = Upload(
            byteCount: self.uploads[key]?.byteCount ?? reference.byteCount, touchedAt: now)
    }

    /// Something refers to the body now, or it was refused.
    package mutating func remove(_ hash: [UInt8], of account: AccountID) {
        self.remove(Key(account: account, hash: hash))
    }

    /// Forgets those that were last touched before a time.
    package mutating func removeIdle(before time: Int64) {
        for key in self.uploads.filter({ $0.value.touchedAt < time }).keys { self.remove(key) }
    }

    private mutating func remove(_ key: Key) {
        guard let upload = self.uploads.removeValue(forKey: key) else { return }
        let rest = self.byteCounts[key.account, default: 0] - upload.byteCount
        self.byteCounts[key.account] = rest > 0 ? rest : nil
    }
}
