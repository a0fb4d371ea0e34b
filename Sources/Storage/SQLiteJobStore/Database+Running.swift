import GRDB
import GRDBSQLite
import RuntimeModel

extension Database {
    /// Runs one statement that writes, prepared once for each connection.
    ///
    /// - Precondition: there are as many arguments as the statement has parameters.
    func run(_ sql: String, _ arguments: [any BoundValue] = []) throws {
        let statement = try self.bound(sql, arguments)
        defer { sqlite3_reset(statement) }
        let code = sqlite3_step(statement)
        guard code == SQLITE_DONE else { throw self.failure(code, sql) }
    }

    /// The number in the first column of the first row, prepared once for each connection.
    func firstNumber(_ sql: String, _ arguments: [any BoundValue]) throws -> Int64? {
        let statement = try self.bound(sql, arguments)
        defer { sqlite3_reset(statement) }
        let code = sqlite3_step(statement)
        if code == SQLITE_ROW { return sqlite3_column_int64(statement, 0) }
        guard code == SQLITE_DONE else { throw self.failure(code, sql) }
        return nil
    }

    private func bound(_ sql: String, _ arguments: [any BoundValue]) throws -> OpaquePointer? {
        let statement = try self.cachedStatement(sql: sql).sqliteStatement
        precondition(
            sqlite3_bind_parameter_count(statement) == Int32(arguments.count),
            "Every parameter has its argument.")
        for (index, argument) in arguments.enumerated() {
            let code = argument.bind(to: statement, at: Int32(index + 1))
            guard code == SQLITE_OK else { throw self.failure(code, sql) }
        }
        return statement
    }

    private func failure(_ code: Int32, _ sql: String) -> any Error {
        // `SQLITE_FULL` is the commonest lack of room alone; of the others, the file that was written knows.
        let number = ResultCode(rawValue: code) == .SQLITE_IOERR_WRITE ? self.logErrno : 0
        if RuntimeError.meansNoRoom(number) { return RuntimeError.storeFull(["errno": "\(number)"]) }
        return DatabaseError(
            resultCode: ResultCode(rawValue: code),
            message: String(cString: sqlite3_errmsg(self.sqliteConnection)),
            sql: sql)
    }

    /// The `errno` with which a write to the write-ahead log failed last.
    private var logErrno: Int32 {
        var log: UnsafeMutablePointer<sqlite3_file>?
        let found = withUnsafeMutablePointer(to: &log) {
            sqlite3_file_control(self.sqliteConnection, nil, SQLITE_FCNTL_JOURNAL_POINTER, $0)
        }
        guard found == SQLITE_OK, let log, let ask = log.pointee.pMethods?.pointee.xFileControl else {
            return 0
        }
        var number: Int32 = 0
        return ask(log, SQLITE_FCNTL_LAST_ERRNO, &number) == SQLITE_OK ? number : 0
    }
}
