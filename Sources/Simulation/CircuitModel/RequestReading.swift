/// What decoding a request needs beside its bytes.
package struct RequestReading {
    package typealias TextReader = @Sendable (String) throws(CircuitTextError) -> CircuitStructure

    package var limits: CircuitLimits
    /// Reads programs that are sent as text.
    package var readText: TextReader

    /// - Parameter readText: Left out, texts are refused.
    package init(
        limits: CircuitLimits = CircuitLimits(),
        readText: @escaping TextReader = Self.refuseText
    ) {
        self.limits = limits
        self.readText = readText
    }

    package static let refuseText: TextReader = { _ throws(CircuitTextError) in
        throw CircuitTextError("Texts are not read here.", line: 1, column: 1, isUnsupported: true)
    }
}
