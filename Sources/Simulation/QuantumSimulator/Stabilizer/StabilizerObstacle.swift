/// Why a circuit is none for the stabiliser method.
struct StabilizerObstacle: Error, Equatable {
    /// One sentence of fixed text.
    let reason: String

    static let gate = Self(reason: "The stabilizer method takes Clifford gates alone.")
    static let feedForward = Self(
        reason: "The stabilizer method follows classical values only into Pauli gates.")
    static let classicalValue = Self(
        reason: "The stabilizer method tests classical bits alone, and computes nothing with them.")
    static let noise = Self(
        reason:
            "Of noise, the stabilizer method takes Pauli errors on one or two qubits and misread bits alone.")
    static let loop = Self(reason: "The stabilizer method runs loops of a fixed number of rounds alone.")
    static let tooLong = Self(
        reason: "The loops of the circuit have more rounds than the stabilizer method takes.")
    static let saved = Self(
        reason: "Of a state, the stabilizer method saves the exact means of Pauli strings alone.")
}
