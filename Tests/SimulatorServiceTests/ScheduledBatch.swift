import QuantumSimulator
import RuntimeModel
import SimulatorService

/// Circuits that nobody runs: a schedule only looks at what they would take.
struct ScheduledBatch: CircuitBatch {
    var costs: [MethodCost]

    /// - Parameter milliseconds: what each circuit is expected to take.
    init(milliseconds: [Double], byteCount: Int = 0) {
        self.costs = milliseconds.map { MethodCost(nanoseconds: $0 * 1e6, byteCount: byteCount) }
    }

    func run(_ circuits: Range<Int>, cancellation: CancellationFlag) throws(RuntimeError) -> [UInt8]? { nil }
}
