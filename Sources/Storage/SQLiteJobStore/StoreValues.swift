import Foundation
import GRDB
import JobStore
import RuntimeModel

// How values of the model stand in columns. All of these are written by this program alone; a value without a meaning
// is a damaged store.

extension JobID {
    /// The 16 bytes of its column.
    var stored: Data {
        withUnsafeBytes(of: (self.high.bigEndian, self.low.bigEndian)) { Data($0) }
    }

    init(stored bytes: Data) throws(RuntimeError) {
        guard bytes.count == Self.byteCount else { throw .corruptStore("A stored job id is not 16 bytes.") }
        let words = bytes.reduce(into: (UInt64(0), UInt64(0))) { words, byte in
            words = (words.0 << 8 | words.1 >> 56, words.1 << 8 | UInt64(byte))
        }
        self.init(high: words.0, low: words.1)
    }
}

extension Timestamp {
    var stored: Int64 { Int64(bitPattern: self.microseconds) }
    init(stored value: Int64) { self.init(microseconds: UInt64(bitPattern: value)) }
}

extension UInt64 {
    /// The same 64 bits as SQLite's only whole number.
    var stored: Int64 { Int64(bitPattern: self) }
    init(stored value: Int64) { self.init(bitPattern: value) }
}

extension StoredPayload {
    init(form: Int, contentType: Int, bytes: Data) throws(RuntimeError) {
        guard let form = UInt8(exactly: form).flatMap(BodyForm.init(rawValue:)),
            let contentType = UInt8(exactly: contentType).flatMap(ContentType.init(rawValue:))
        else { throw .corruptStore("A stored payload is of an unknown form.") }
        self.init(form: form, contentType: contentType, bytes: Array(bytes))
    }
}

extension Database {
    /// The first row that a statement gives, prepared once for each connection.
    func firstRow(_ sql: String, _ arguments: [(any DatabaseValueConvertible)?]) throws -> Row? {
        try Row.fetchOne(try self.cachedStatement(sql: sql), arguments: StatementArguments(arguments))
    }

    /// The rows that a statement gives, prepared once for each connection. A row is gone once the next one is asked for.
    func rows(_ sql: String, _ arguments: [(any DatabaseValueConvertible)?]) throws -> RowCursor {
        try Row.fetchCursor(try self.cachedStatement(sql: sql), arguments: StatementArguments(arguments))
    }
}
