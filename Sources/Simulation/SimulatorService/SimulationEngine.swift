import CircuitModel
package import QuantumSimulator
package import RuntimeModel

/// The engine that simulates.
package struct SimulationEngine: CircuitEngine {
    private let engine: SimulatorEngine

    package init(_ engine: SimulatorEngine) { self.engine = engine }

    package func mayReadLong(_ request: [UInt8]) -> Bool { CircuitRequest.hasText(in: request) }

    package func read(
        _ request: [UInt8], earlier: HeldByConnection, cancellation: CancellationFlag
    ) throws(RuntimeError) -> any CircuitBatch {
        let prepared = earlier.withLock { before -> Result<PreparedRequest, SimulatorError> in
            do throws(SimulatorError) {
                return .success(try self.engine.prepare(request, after: &before, cancellation: cancellation))
            } catch {
                return .failure(error)
            }
        }
        do throws(SimulatorError) {
            return SimulationBatch(of: try prepared.get(), engine: self.engine)
        } catch {
            throw RuntimeError(error)
        }
    }
}
