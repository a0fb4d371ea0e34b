/// What a backend is: read from a file in `Topology/backends`, shown to users, given to programs.
public struct DeviceDescriptor: Hashable, Sendable, Codable {
    /// Unique name, as `--backend` takes it.
    public var name: String
    /// Version `x.y.z` of this description.
    public var version: String
    /// One sentence for people.
    public var description: String
    /// Number of qubits.
    public var qubitCount: Int
    /// Names of the gates it takes, in Qiskit's spelling.
    public var basisGates: [String]
    /// Pairs `[control, target]` of qubits that may interact; `nil` when all may.
    public var couplingMap: [[Int]]?
    /// Most shots of one circuit.
    public var shotsMax: Int
    /// Shots of one circuit when the program names none.
    public var shotsDefault: Int
    /// Whether it is simulated.
    public var simulator: Bool
    /// Other names it answers to.
    public var aliases: [String]

    /// Makes a description.
    public init(
        name: String, version: String, description: String, qubitCount: Int, basisGates: [String],
        couplingMap: [[Int]]?, shotsMax: Int, shotsDefault: Int, simulator: Bool, aliases: [String]
    ) {
        self.name = name
        self.version = version
        self.description = description
        self.qubitCount = qubitCount
        self.basisGates = basisGates
        self.couplingMap = couplingMap
        self.shotsMax = shotsMax
        self.shotsDefault = shotsDefault
        self.simulator = simulator
        self.aliases = aliases
    }

    private enum CodingKeys: String, CodingKey {
        case name, version, description
        case qubitCount = "qubit_count"
        case basisGates = "basis_gates"
        case couplingMap = "coupling_map"
        case shotsMax = "shots_max"
        case shotsDefault = "shots_default"
        case simulator, aliases
    }
}
