/// What a backend is: read from a file in `Topology/backends`, shown to users, given to programs, simulated.
///
/// What a file leaves out is left out here and in JSON, except where a default is named.
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
    /// What simulates a circuit when the program names nothing, in Aer's words; `nil`: automatic.
    public var method: String?
    /// `double` or `single`, when the program names nothing; `nil`: double.
    public var precision: String?
    /// Largest bond dimension of matrix product states, when the program names none; `nil`: no bound but memory.
    public var bondDimensionMax: Int?
    /// Where matrix product states are truncated, when the program says nothing; `nil`: 1e-16.
    public var truncationThreshold: Double?
    /// Where its noise comes from: ``noiseOfProperties``, ``noiseOfModel``, or `nil` for none.
    public var noise: String?
    /// The unit of durations given in `dt`, seconds.
    public var dt: Double?
    /// What is known of its qubits.
    public var qubits: QubitProperties?
    /// What is known of its gates, by name.
    public var gates: [String: GateProperties]?

    /// Noise from ``qubits`` and ``gates``.
    public static let noiseOfProperties = "properties"
    /// Noise from a model that only the simulator knows.
    public static let noiseOfModel = "model"

    /// Makes a description of an ideal device, of whose qubits and gates nothing is known.
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
        case simulator, aliases, method, precision
        case bondDimensionMax = "bond_dimension_max"
        case truncationThreshold = "truncation_threshold"
        case noise, dt, qubits, gates
    }
}
