package import RuntimeModel

/// Codes of what is wrong with a circuit, in the simulator's words.
extension RuntimeError.Code {
    /// A program is no OpenQASM; the context says line and column. Fix the program.
    package static let circuitParse = Self(rawValue: "circuit.parse")
    /// A circuit says something that cannot be simulated. Fix the circuit.
    package static let circuitUnsupported = Self(rawValue: "circuit.unsupported")
}
