package import RuntimeModel

/// The uploads of which chunks are missing: how many each account has under way, and how many bytes they will have.
///
/// One counts with its whole announced length from its first chunk on, so that a quota is reached before the bytes
/// have travelled. It counts until all of it is stored, or until it was given up.
package struct UploadLedger: Sendable {
    private struct Total {
        var count = 0
        var byteCount = 0
    }

    /// When each was last touched, in nanoseconds of the loop's clock.
    private var uploads: [UploadKey: Int64] = [:]
    private var totals: [AccountID: Total] = [:]

    package init() {}

    /// Those of all accounts.
    package var count: Int { self.uploads.count }

    package func count(of account: AccountID) -> Int { self.totals[account]?.count ?? 0 }

    package func byteCount(of account: AccountID) -> Int { self.totals[account]?.byteCount ?? 0 }

    package func holds(_ key: UploadKey) -> Bool { self.uploads[key] != nil }

    /// A chunk has come.
    package mutating func touch(_ key: UploadKey, now: Int64) {
        if self.uploads.updateValue(now, forKey: key) == nil {
            self.totals[key.account, default: Total()].count += 1
            self.totals[key.account]?.byteCount += key.reference.byteCount
        }
    }

    /// All of it is stored, or nothing.
    package mutating func remove(_ key: UploadKey) {
        guard self.uploads.removeValue(forKey: key) != nil, var total = self.totals[key.account] else {
            return
        }
        total.count -= 1
        total.byteCount -= key.reference.byteCount
        self.totals[key.account] = total.count > 0 ? total : nil
    }

    /// Removes those that were last touched before a time.
    ///
    /// - Returns: which.
    package mutating func takeIdle(before time: Int64) -> [UploadKey] {
        let idle = self.uploads.filter { $0.value < time }.map(\.key)
        for key in idle { self.remove(key) }
        return idle
    }
}
