/// Decides on a connection attempt. Called on any thread, must not block.
package protocol Authenticator: Sendable {
    /// Whose the messages of the connection are, or `nil` to refuse.
    func identity(for credentials: Credentials) -> Identity?
}
