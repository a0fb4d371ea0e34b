package import CircuitModel
package import NoiseModel

/// A backend as the simulator knows it: what holds for circuits whose request says nothing else.
package struct SimulatedBackend: Sendable {
    package var name: String
    /// Other names it answers to.
    package var aliases: [String]
    /// What runs a circuit whose request leaves it to the backend.
    package var method: MethodName
    /// What goes wrong on it; nil where nothing does.
    package var noise: NoiseModel?

    package init(
        name: String, aliases: [String] = [], method: MethodName = .automatic, noise: NoiseModel? = nil
    ) {
        self.name = name
        self.aliases = aliases
        self.method = method
        self.noise = noise
    }
}
