package import MessageBus
package import RuntimeModel

/// What a coordinator is told at its start. Every limit has its name and default here and its place in the topology.
package struct CoordinatorConfiguration: Sendable {
    /// Version told to clients.
    package var version: String
    /// Where commands come in.
    package var commandsEndpoint: Endpoint
    /// Where events go out.
    package var eventsEndpoint: Endpoint
    /// Where larger bodies travel.
    package var bodiesEndpoint: Endpoint
    /// Where workers dial in.
    package var workersEndpoint: Endpoint
    /// The backends of the topology; the first is the default.
    package var backends: [DeviceDescriptor]
    /// Names of the program environments of the topology; the first is the default.
    package var environments: [String]
    /// Versions of the packages that each of them pins.
    package var environmentPackages: [String: [String: String]] = [:]
    package var limits: CoordinatorLimits
    /// Whether a report counts only for the attempt whose lease its worker holds. Always, but in the simulation that
    /// proves that the promise is watched.
    package var checksAttempts = true

    package init(
        version: String, commandsEndpoint: Endpoint, eventsEndpoint: Endpoint, bodiesEndpoint: Endpoint,
        workersEndpoint: Endpoint, backends: [DeviceDescriptor], environments: [String],
        limits: CoordinatorLimits = CoordinatorLimits()
    ) {
        self.version = version
        self.commandsEndpoint = commandsEndpoint
        self.eventsEndpoint = eventsEndpoint
        self.bodiesEndpoint = bodiesEndpoint
        self.workersEndpoint = workersEndpoint
        self.backends = backends
        self.environments = environments
        self.limits = limits
    }

    /// The backend of a name or alias.
    package func backend(named name: String) -> DeviceDescriptor? {
        self.backends.first { $0.name == name } ?? self.backends.first { $0.aliases.contains(name) }
    }
}
