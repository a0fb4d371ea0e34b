package import QuantumSimulator
package import RuntimeModel

/// The engine that computes with state vectors.
package struct StateVectorEngine: CircuitEngine {
    private let engine: SimulatorEngine

    package init(_ engine: SimulatorEngine) { self.engine = engine }

    package func run(request: [UInt8], cancellation: CancellationFlag) throws(RuntimeError) -> [UInt8] {
        do {
            return try self.engine.run(request: request, cancellation: cancellation)
        } catch {
            throw RuntimeError(
                RuntimeError.Code(rawValue: error.code.rawValue), error.message, context: error.context)
        }
    }
}
