/// `backend.get` (JSON frame). Answer: ``BackendStatus``.
package struct BackendName: Hashable, Sendable, Codable {
    /// Name or alias.
    package var name: String

    package init(name: String) {
        self.name = name
    }
}
