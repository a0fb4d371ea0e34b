/// Answer to `backend.list`.
package struct BackendList: Hashable, Sendable, Codable {
    /// In the order of the topology.
    package var backends: [BackendStatus]

    package init(backends: [BackendStatus]) {
        self.backends = backends
    }
}
