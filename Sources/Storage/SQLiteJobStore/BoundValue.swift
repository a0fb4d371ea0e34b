import Foundation
import GRDBSQLite

/// A value that stands for a `?` of a statement that writes. Bound straight to SQLite: the general way of the library
/// costs as much as the statements themselves.
protocol BoundValue {
    /// Binds a copy of the value; gives SQLite's result code.
    func bind(to statement: OpaquePointer?, at index: Int32) -> Int32
}

/// Tells SQLite to copy what it is given (`SQLITE_TRANSIENT`, which Swift cannot import).
private let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

extension Int64: BoundValue {
    func bind(to statement: OpaquePointer?, at index: Int32) -> Int32 {
        sqlite3_bind_int64(statement, index, self)
    }
}

extension Int: BoundValue {
    func bind(to statement: OpaquePointer?, at index: Int32) -> Int32 {
        sqlite3_bind_int64(statement, index, Int64(self))
    }
}

extension Bool: BoundValue {
    func bind(to statement: OpaquePointer?, at index: Int32) -> Int32 {
        sqlite3_bind_int64(statement, index, self ? 1 : 0)
    }
}

extension String: BoundValue {
    func bind(to statement: OpaquePointer?, at index: Int32) -> Int32 {
        // With its terminating zero the text has an address even when it is empty; without one it would mean NULL.
        self.withCString { sqlite3_bind_text(statement, index, $0, Int32(self.utf8.count), copied) }
    }
}

extension [UInt8]: BoundValue {
    func bind(to statement: OpaquePointer?, at index: Int32) -> Int32 {
        self.withUnsafeBytes { Self.bind($0, to: statement, at: index) }
    }

    fileprivate static func bind(
        _ bytes: UnsafeRawBufferPointer, to statement: OpaquePointer?, at index: Int32
    ) -> Int32 {
        // The address of no bytes may be null, which would mean NULL.
        bytes.isEmpty
            ? sqlite3_bind_zeroblob(statement, index, 0)
            : sqlite3_bind_blob(statement, index, bytes.baseAddress, Int32(bytes.count), copied)
    }
}

extension Data: BoundValue {
    func bind(to statement: OpaquePointer?, at index: Int32) -> Int32 {
        self.withUnsafeBytes { [UInt8].bind($0, to: statement, at: index) }
    }
}

extension Optional: BoundValue where Wrapped: BoundValue {
    func bind(to statement: OpaquePointer?, at index: Int32) -> Int32 {
        if let value = self {
            value.bind(to: statement, at: index)
        } else {
            sqlite3_bind_null(statement, index)
        }
    }
}
