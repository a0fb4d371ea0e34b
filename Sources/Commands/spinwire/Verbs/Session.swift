import Foundation
import RuntimeModel
import Spinwire

/// A connection to the service for as long as one verb runs.
enum Session {
    /// Connects, runs `body`, and closes the connection.
    ///
    /// - Throws: what `body` throws; `service.unreachable` when there is no service.
    static func run<Value: Sendable>(_ body: (RuntimeClient) async throws -> Value) async throws -> Value {
        let client = try await Self.connect()
        do {
            let value = try await body(client)
            await client.close()
            return value
        } catch {
            await client.close()
            throw error
        }
    }

    private static func connect() async throws(RuntimeError) -> RuntimeClient {
        do {
            return try await Spinwire.connect()
        } catch  where error.code == .configurationInvalid && Self.isAbout(absentFile: error) {
            // To its user, a service that is not known is one that cannot be reached.
            throw RuntimeError(.unreachable, error.message, context: error.context, cause: error)
        }
    }

    private static func isAbout(absentFile error: RuntimeError) -> Bool {
        error.context["file"].map { !FileManager.default.fileExists(atPath: $0) } ?? false
    }
}
