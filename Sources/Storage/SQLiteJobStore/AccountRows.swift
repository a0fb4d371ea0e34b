import Foundation
import GRDB
import JobStore
import RuntimeModel

/// Statements on accounts and on the keys that they claimed.
enum AccountRows {
    static func insert(_ account: StoredAccount, _ database: Database) throws {
        try database.run(
            "INSERT INTO account (id, role, token_hash, created_at) VALUES (?, ?, ?, ?)",
            [account.id.rawValue, account.role.rawValue, account.tokenHash, account.createdAt.stored])
    }

    static func delete(_ id: AccountID, _ database: Database) throws {
        try database.run("DELETE FROM account WHERE id = ?", [id.rawValue])
        guard database.changesCount == 1 else {
            throw RuntimeError.conflict("There is no such account.", ["account": id.rawValue])
        }
    }

    /// In the order in which they were made.
    static func all(_ database: Database) throws -> [StoredAccount] {
        let rows = try database.rows("SELECT id, role, token_hash, created_at FROM account ORDER BY row", [])
        var accounts: [StoredAccount] = []
        while let row = try rows.next() {
            guard let role = AccountRole(rawValue: row[1]) else {
                throw RuntimeError.corruptStore("A stored account has an unknown role.")
            }
            accounts.append(
                StoredAccount(
                    id: AccountID(row[0]), role: role, tokenHash: Array(row[2] as Data),
                    createdAt: Timestamp(stored: row[3])))
        }
        return accounts
    }

    /// Claims a key.
    ///
    /// - Returns: the first answer, when the key had been claimed before.
    static func claim(_ claim: IdempotencyClaim, _ database: Database) throws -> [UInt8]? {
        try database.run(
            "INSERT OR IGNORE INTO claim (account, key, answer) VALUES (?, ?, ?)",
            [claim.account.rawValue, claim.key, claim.answer])
        guard database.changesCount == 0 else { return nil }
        return try Self.answer(for: claim.account, key: claim.key, database)
    }

    static func answer(for account: AccountID, key: String, _ database: Database) throws -> [UInt8]? {
        let first = try database.firstRow(
            "SELECT answer FROM claim WHERE account = ? AND key = ?", [account.rawValue, key])
        return first.map { Array($0[0] as Data) }
    }
}
