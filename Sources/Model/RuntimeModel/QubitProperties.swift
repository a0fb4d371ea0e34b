/// What is known of the qubits of a device: lists of one value for each qubit, `nil` where nothing is known.
///
/// Times in seconds, frequencies in hertz, probabilities from 0 to 1. The format is that of a backend's file; see
/// `Topology/backends/README.md`.
public struct QubitProperties: Hashable, Sendable, Codable {
    /// Relaxation times.
    public var relaxationTimes: [Double?]?
    /// Dephasing times; each at most twice the relaxation time.
    public var dephasingTimes: [Double?]?
    /// Transition frequencies.
    public var frequencies: [Double?]?
    /// How long a measurement takes.
    public var readoutLengths: [Double?]?
    /// Probabilities of reading 1 from a qubit in state 0.
    public var readoutErrorsOfZero: [Double?]?
    /// Probabilities of reading 0 from a qubit in state 1.
    public var readoutErrorsOfOne: [Double?]?

    /// Nothing is known.
    public init() {}

    private enum CodingKeys: String, CodingKey {
        case relaxationTimes = "t1"
        case dephasingTimes = "t2"
        case frequencies = "frequency"
        case readoutLengths = "readout_length"
        case readoutErrorsOfZero = "meas1_prep0"
        case readoutErrorsOfOne = "meas0_prep1"
    }
}
