public import RuntimeModel

/// What a program says of itself: the metadata JSON of its author.
///
/// Unknown keys are refused by name; `spec` is kept as it came.
public struct ProgramMetadata: Hashable, Sendable, Codable {
    /// Name, the first part of the program id.
    public var name: String
    /// One or more sentences for people.
    public var description: String
    /// Longest run, in seconds; the whole process tree is ended by force after it.
    public var maxExecutionTime: Int
    /// JSON schemas `parameters`, `return_values`, `interim_results`, and `backend_requirements`.
    public var spec: JSONValue?
    /// Name of the program environment (`image` in the old API); the topology's default without it.
    public var environment: String?
    /// Whether every account may see and run it; private without it.
    public var isPublic: Bool?
    /// The author's own word for the version, a text or a number, kept as it came; the service counts by itself.
    public var version: JSONValue?

    /// Makes one from its fields.
    public init(
        name: String, description: String, maxExecutionTime: Int, spec: JSONValue? = nil,
        environment: String? = nil, isPublic: Bool? = nil, version: JSONValue? = nil
    ) {
        self.name = name
        self.description = description
        self.maxExecutionTime = maxExecutionTime
        self.spec = spec
        self.environment = environment
        self.isPublic = isPublic
        self.version = version
    }

    private enum CodingKeys: String, CodingKey {
        case name, description, spec, environment, version
        case maxExecutionTime = "max_execution_time"
        case isPublic = "is_public"
    }
}
