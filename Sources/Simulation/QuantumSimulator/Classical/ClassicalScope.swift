import CircuitModel

/// What the names in a circuit's classical expressions stand for, besides the memory of a shot.
struct ClassicalScope {
    /// Types of the variables.
    var variables: [ClassicalType]
    /// The circuit's parameters.
    var parameters: [Double]
}
