/// The noise of a device: what goes wrong after each instruction and at each reading.
///
/// An error belongs to an instruction's name (Qiskit's) and its qubits in order; errors named for all qubits hold
/// where there is none for the very qubits. It acts after its instruction, those of `measure` before.
package struct NoiseModel: Equatable, Sendable {
    /// Errors for certain qubits, by instruction and then by qubits.
    package private(set) var localErrors: [String: [[Int]: QuantumError]] = [:]
    /// Errors for all other qubits, by instruction.
    package private(set) var defaultErrors: [String: QuantumError] = [:]
    /// Errors of readings, by qubit.
    package var localReadoutErrors: [Int: ReadoutError] = [:]
    /// The error of readings of all other qubits.
    package var defaultReadoutError: ReadoutError?
    /// What waiting (`delay`) does by its length, by qubit.
    package var relaxations: [Int: QubitRelaxation] = [:]

    /// No noise.
    package init() {}

    /// The name under which errors of measurements are kept; they act before the measurement.
    package static let measureName = "measure"
    package static let resetName = "reset"
    /// The name under which errors of waiting are kept that do not depend on how long it is.
    package static let delayName = "delay"

    /// Whether nothing goes wrong anywhere.
    package var isIdeal: Bool {
        self.localErrors.isEmpty && self.defaultErrors.isEmpty && self.localReadoutErrors.isEmpty
            && self.defaultReadoutError == nil && self.relaxations.isEmpty
    }

    /// Adds an error; after one that is already there, both act.
    ///
    /// - Parameter qubits: In the instruction's order, at least as many as the error's; nil for all qubits.
    package mutating func add(_ error: QuantumError, to instruction: String, on qubits: [Int]? = nil) {
        if let qubits {
            self.localErrors[instruction, default: [:]][qubits] =
                Self.joined(self.localErrors[instruction]?[qubits], error)
        } else {
            self.defaultErrors[instruction] = Self.joined(self.defaultErrors[instruction], error)
        }
    }

    /// The error of an instruction, nil if there is none.
    ///
    /// It may act on fewer qubits than the instruction: on its first operands.
    package func error(of instruction: String, on qubits: [Int]) -> QuantumError? {
        if let error = self.localErrors[instruction]?[qubits] { return error }
        return self.defaultErrors[instruction]
    }

    /// The error of readings of a qubit, nil if there is none.
    package func readoutError(of qubit: Int) -> ReadoutError? {
        self.localReadoutErrors[qubit] ?? self.defaultReadoutError
    }

    /// What waiting does to a qubit, nil if nothing: it relaxes by the length, and then suffers what a model says of
    /// `delay`, whatever the length, as in Aer.
    ///
    /// - Parameter seconds: At least 0, finite.
    package func delayError(of qubit: Int, seconds: Double) -> QuantumError? {
        let named = self.error(of: Self.delayName, on: [qubit])
        guard seconds > 0, let relaxation = self.relaxations[qubit], !relaxation.isIdeal else { return named }
        let relaxed = QuantumError(qubitCount: 1, channels: [.relaxation(relaxation, seconds: seconds)])
        return named.map { Self.joined(relaxed, $0) } ?? relaxed
    }

    private static func joined(_ first: QuantumError?, _ second: QuantumError) -> QuantumError {
        guard let first else { return second }
        let qubitCount = max(first.qubitCount, second.qubitCount)
        return QuantumError(
            qubitCount: qubitCount,
            channels: (first.channels + second.channels).map { $0.widened(to: qubitCount) })
    }
}
