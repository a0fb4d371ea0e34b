package import QuantumSimulator
package import RuntimeModel

/// The engine that simulates.
package struct SimulationEngine: CircuitEngine {
    private let engine: SimulatorEngine

    package init(_ engine: SimulatorEngine) { self.engine = engine }

    package func read(_ request: [UInt8], structures: HeldStructures) throws(RuntimeError) -> any CircuitBatch
    {
        do throws(SimulatorError) {
            return SimulationBatch(of: try self.engine.prepare(request), engine: self.engine)
        } catch {
            throw RuntimeError(error)
        }
    }
}
