import RuntimeModel

/// Which services exist, where they listen, what they may use: one file in `Topology/`.
///
/// Read by ``Topology/read(file:environment:)``; nothing in it is unchecked.
package struct Topology: Sendable, Hashable {
    /// Name of the deployment, for people.
    package var name: String
    /// Absolute path of the file it was read from.
    package var file: String
    /// How the services talk to each other; every endpoint is of this kind.
    package var transport: TransportKind
    /// Folders and files of this deployment.
    package var paths: TopologyPaths
    /// The one coordinator.
    package var coordinator: CoordinatorSection
    /// The executors, in the order of the file; at least one, names unique among all workers.
    package var executors: [ExecutorSection]
    /// The simulators, in the order of the file; at least one.
    package var simulators: [SimulatorSection]
    /// The backends, the first one being the default. Names and aliases are unique.
    package var backends: [BackendSection]
    /// The program environments by name.
    package var environments: [String: EnvironmentSection]
    /// The environment of programs that name none.
    package var defaultEnvironment: String
    /// How `spinwire up` keeps the services running.
    package var supervision: SupervisionSection
    /// How they are to misbehave; `nil` for not at all.
    package var faults: FaultsSection?

    /// The backend that a name or an alias stands for.
    package func backend(named name: String) -> BackendSection? {
        self.backends.first { $0.device.name == name }
            ?? self.backends.first { $0.device.aliases.contains(name) }
    }
}
