import Foundation
import JobStore
import RuntimeTestKit
import SQLiteJobStore

/// The kinds of store that keep the one contract.
enum StoreUnderTest: String, CaseIterable, Sendable {
    case memory, sqlite

    /// Runs `body` on an empty store, and closes it.
    func run(_ body: (any JobStore) async throws -> Void) async throws {
        switch self {
        case .memory:
            let store = InMemoryJobStore()
            try await body(store)
            await store.close()
        case .sqlite:
            try await TemporaryFolder.run { folder in
                let store = try SQLiteJobStore(SQLiteStoreOptions(folder: folder + "/store"))
                try await body(store)
                await store.close()
            }
        }
    }
}
