package import RuntimeModel

/// Decides on a connection attempt. Called on any thread, must not block.
package protocol Authenticator: Sendable {
    /// The account that messages of the connection carry as their `User-Id`, or `nil` to refuse.
    func account(for credentials: Credentials) -> AccountID?
}
