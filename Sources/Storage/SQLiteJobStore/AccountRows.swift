import Foundation
import GRDB
import JobStore
import RuntimeModel

/// Statements on accounts and on the keys that they claimed.
enum AccountRows {
    static func insert(_ account: StoredAccount, _ database: Database) throws {
        try database.run(
            """
            INSERT INTO account (id, role, may_publish, is_disabled, queued_job_count_max, running_job_count_max,
                stored_byte_count_max, token_hash, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [account.id.rawValue] + Self.values(of: account) + [account.createdAt.stored])
    }

    /// Replaces all but the name and the time of creation.
    static func update(_ account: StoredAccount, _ database: Database) throws {
        try database.run(
            """
            UPDATE account SET role = ?, may_publish = ?, is_disabled = ?, queued_job_count_max = ?,
                running_job_count_max = ?, stored_byte_count_max = ?, token_hash = ? WHERE id = ?
            """,
            Self.values(of: account) + [account.id.rawValue])
        try Self.expectOneChange(account.id, database)
    }

    private static func values(of account: StoredAccount) -> [any BoundValue] {
        [
            account.role.rawValue, account.mayPublish, account.isDisabled, account.quotas.queuedJobCountMax,
            account.quotas.runningJobCountMax, account.quotas.storedByteCountMax, account.tokenHash,
        ]
    }

    static func delete(_ id: AccountID, _ database: Database) throws {
        try database.run("DELETE FROM account WHERE id = ?", [id.rawValue])
        try Self.expectOneChange(id, database)
    }

    private static func expectOneChange(_ id: AccountID, _ database: Database) throws {
        guard database.changesCount == 1 else {
            throw RuntimeError.conflict("There is no such account.", ["account": id.rawValue])
        }
    }

    /// In the order in which they were made.
    static func all(_ database: Database) throws -> [StoredAccount] {
        let rows = try database.rows(
            """
            SELECT id, role, may_publish, is_disabled, queued_job_count_max, running_job_count_max,
                stored_byte_count_max, token_hash, created_at FROM account ORDER BY row
            """, [])
        var accounts: [StoredAccount] = []
        while let row = try rows.next() {
            guard let role = AccountRole(rawValue: row[1]) else {
                throw RuntimeError.corruptStore("A stored account has an unknown role.")
            }
            accounts.append(
                StoredAccount(
                    id: AccountID(row[0]), role: role, mayPublish: row[2], isDisabled: row[3],
                    quotas: AccountQuotas(
                        queuedJobCountMax: row[4], runningJobCountMax: row[5], storedByteCountMax: row[6]),
                    tokenHash: Array(row[7] as Data), createdAt: Timestamp(stored: row[8])))
        }
        return accounts
    }

    /// Bytes that are kept for each account. What an older schema had uploaded counts for nobody.
    static func storedByteCounts(_ database: Database) throws -> [AccountID: Int] {
        let rows = try database.rows(
            """
            SELECT account, SUM(byte_count) FROM (
                SELECT account, stored_byte_count AS byte_count FROM account_usage
                UNION ALL SELECT account, byte_count FROM unused_usage WHERE account <> ''
            ) GROUP BY account
            """, [])
        var counts: [AccountID: Int] = [:]
        while let row = try rows.next() { counts[AccountID(row[0])] = row[1] }
        return counts
    }

    /// Claims a key.
    ///
    /// - Returns: what it stands for, when it had been claimed before.
    static func claim(_ claim: IdempotencyClaim, _ database: Database) throws -> EarlierClaim? {
        try database.run(
            "INSERT OR IGNORE INTO claim (account, key, request, answer, claimed_at) VALUES (?, ?, ?, ?, ?)",
            [claim.account.rawValue, claim.key, claim.request, claim.answer, claim.claimedAt.stored])
        guard database.changesCount == 0 else { return nil }
        return try Self.earlierClaim(of: claim.account, key: claim.key, request: claim.request, database)
    }

    /// - Returns: how many were forgotten.
    static func forgetClaims(before time: Timestamp, limit: Int, _ database: Database) throws -> Int {
        try database.run(
            """
            DELETE FROM claim WHERE (account, key) IN
                (SELECT account, key FROM claim WHERE claimed_at < ? ORDER BY claimed_at LIMIT ?)
            """,
            [time.stored, limit])
        return database.changesCount
    }

    static func earlierClaim(
        of account: AccountID, key: String, request: [UInt8], _ database: Database
    ) throws -> EarlierClaim? {
        let first = try database.firstRow(
            "SELECT request, answer FROM claim WHERE account = ? AND key = ?", [account.rawValue, key])
        return first.map {
            IdempotencyClaim.earlier(
                request: Array($0[0] as Data), answer: Array($0[1] as Data), now: request)
        }
    }
}
