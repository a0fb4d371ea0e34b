/// Why a text or a description is no noise model.
package struct NoiseModelError: Error, Equatable, Sendable {
    package enum Reason: String, Sendable {
        case notJSON = "The text is not JSON."
        case tooLong = "The text is longer than a noise model may be."
        case tooDeep = "Lists and objects lie deeper in one another than they may."
        case missing = "A member that is needed is missing, or is of another kind."
        case unknownKind = "The kind of an error is not known here."
        case unknownOperation = "An error uses an operation that is not known here."
        case wrongSize = "A list does not have as many elements as it must."
        case overLimit = "The noise model is beyond a limit of the simulator."
        case wrongQubit = "A qubit is out of range, or named twice."
        case notNumber = "A number is infinite, negative where it may not be, or no number."
        case notNormalized = "Probabilities do not sum to 1."
        case notUnitary = "A matrix is not unitary."
        case notTracePreserving = "An operation does not keep the trace of a state."
        case notPositive = "A superoperator is not completely positive."
        case tooManyQubits = "An error acts on more qubits than its instruction has."
    }

    package var reason: Reason
    /// Where in the model, from the outside in, such as `errors[3].probabilities`.
    package var path: String

    package init(_ reason: Reason, path: String = "") {
        self.reason = reason
        self.path = path
    }

    /// The same error seen from one level further out.
    func inside(_ component: String) -> NoiseModelError {
        let joint = self.path.isEmpty || self.path.hasPrefix("[") ? "" : "."
        return NoiseModelError(self.reason, path: component + joint + self.path)
    }
}

/// Runs a part of a reading; an error of it gains the part's name, which is made only then.
func reading<Value>(
    _ component: @autoclosure () -> String, _ body: () throws(NoiseModelError) -> Value
) throws(NoiseModelError) -> Value {
    do throws(NoiseModelError) {
        return try body()
    } catch {
        throw error.inside(component())
    }
}
