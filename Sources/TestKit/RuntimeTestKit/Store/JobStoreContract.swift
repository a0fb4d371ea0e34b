package import JobStore
import RuntimeModel

/// What every ``JobStore`` promises, as clauses that a test runs one by one on an empty store of each kind.
package struct JobStoreContract: Sendable, CustomStringConvertible {
    /// The promise, as a sentence.
    package let description: String
    private let check: @Sendable (any JobStore) async throws -> Void

    init(_ sentence: String, _ check: @escaping @Sendable (any JobStore) async throws -> Void) {
        self.description = sentence
        self.check = check
    }

    /// Throws ``ContractViolation`` unless the store, which was empty, keeps the promise.
    package func verify(_ store: any JobStore) async throws {
        try await self.check(store)
    }

    /// All of them.
    package static let clauses: [Self] =
        Self.accounts + Self.programs + Self.jobs + Self.sessions + Self.timelines + Self.transactions
        + Self.bodies

    /// Demands that a batch is refused with `store.conflict`.
    static func demandConflict(
        _ store: any JobStore, _ writes: StoreWrite..., file: String = #fileID, line: Int = #line
    ) async throws {
        do {
            _ = try await store.commit([StoreTransaction(writes: writes)])
        } catch {
            return try demand(error.code, is: .conflict, file: file, line: line)
        }
        throw ContractViolation("A batch that conflicts was committed.", file, line)
    }

    /// Demands that `body` fails with a code.
    static func demandError(
        _ code: RuntimeError.Code, file: String = #fileID, line: Int = #line,
        _ body: () async throws(RuntimeError) -> Void
    ) async throws {
        do {
            try await body()
        } catch {
            return try demand(error.code, is: code, file: file, line: line)
        }
        throw ContractViolation("No error was thrown.", file, line)
    }

    /// Commits writes as one transaction.
    static func commit(_ store: any JobStore, _ writes: StoreWrite...) async throws {
        let outcomes = try await store.commit([StoreTransaction(writes: writes)])
        try demand(outcomes, is: [.applied])
    }
}
