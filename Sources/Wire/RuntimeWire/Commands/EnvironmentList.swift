/// Answer to `environment.list`.
package struct EnvironmentList: Hashable, Sendable, Codable {
    /// The default first.
    package var environments: [EnvironmentStatus]

    package init(environments: [EnvironmentStatus]) {
        self.environments = environments
    }
}
