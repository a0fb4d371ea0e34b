/// A program environment and how it is offered.
public struct EnvironmentStatus: Hashable, Sendable, Codable {
    /// What programs and jobs ask for.
    public var name: String
    /// Whether it is the one of programs that name none.
    public var isDefault: Bool
    /// How many executors offer it now.
    public var executorCount: Int
    /// Versions of the Python packages that it pins, by their names; empty where nothing is pinned.
    public var packages: [String: String]

    /// Makes one from its fields.
    public init(name: String, isDefault: Bool, executorCount: Int, packages: [String: String]) {
        self.name = name
        self.isDefault = isDefault
        self.executorCount = executorCount
        self.packages = packages
    }

    private enum CodingKeys: String, CodingKey {
        case name, packages
        case isDefault = "is_default"
        case executorCount = "executor_count"
    }
}
