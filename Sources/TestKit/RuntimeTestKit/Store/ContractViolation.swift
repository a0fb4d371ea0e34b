/// A promise that an implementation does not keep.
package struct ContractViolation: Error, CustomStringConvertible {
    /// What was found, and where it was asked.
    package let description: String

    init(_ message: String, _ file: String, _ line: Int) {
        self.description = "\(file):\(line): \(message)"
    }
}

/// Asks for a fact that a contract promises.
func demand(
    _ isTrue: Bool, _ message: @autoclosure () -> String = "The promise is broken.", file: String = #fileID,
    line: Int = #line
) throws {
    if !isTrue { throw ContractViolation(message(), file, line) }
}

/// Asks for a value that a contract promises.
func demand<Value: Equatable>(
    _ found: Value, is expected: Value, file: String = #fileID, line: Int = #line
) throws {
    if found != expected { throw ContractViolation("found \(found), expected \(expected)", file, line) }
}
