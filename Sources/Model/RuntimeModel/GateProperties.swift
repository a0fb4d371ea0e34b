/// What is known of one gate of a device.
///
/// The lists of a one-qubit gate have a value for each qubit, those of a two-qubit gate one for each pair of the
/// device's coupling map, in its order; `nil` where nothing is known. A list of one value holds for all.
public struct GateProperties: Hashable, Sendable, Codable {
    /// Average gate infidelities, 0 to 1.
    public var errors: [Double?]?
    /// Durations, seconds.
    public var lengths: [Double?]?

    /// Describes a gate.
    public init(errors: [Double?]? = nil, lengths: [Double?]? = nil) {
        self.errors = errors
        self.lengths = lengths
    }

    private enum CodingKeys: String, CodingKey {
        case errors = "error"
        case lengths = "length"
    }
}
