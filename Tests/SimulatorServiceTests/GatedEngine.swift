import Foundation
import QuantumSimulator
import RuntimeModel
import RuntimeTestKit
import SimulatorService
import Synchronization

/// An engine that computes nothing: it answers with the request, once the test lets it, or as cancelled.
///
/// What a request is expected to take follows from its first byte: the circuits of ``costs``, else one circuit of a
/// millisecond and no memory.
final class GatedEngine: CircuitEngine {
    /// The requests of which circuits were begun, in order.
    let begun = EventRecorder<[UInt8]>()
    private let costs: [UInt8: [MethodCost]]
    private let allowedCount: Mutex<Int>

    /// - Parameter allowedCount: pieces of requests that go through without ``allow(_:)``.
    init(allowedCount: Int = 0, costs: [UInt8: [MethodCost]] = [:]) {
        self.costs = costs
        self.allowedCount = Mutex(allowedCount)
    }

    /// Lets so many more pieces through.
    func allow(_ count: Int) { self.allowedCount.withLock { $0 += count } }

    func mayReadLong(_ request: [UInt8]) -> Bool { false }

    func read(
        _ request: [UInt8], earlier: HeldByConnection, cancellation: CancellationFlag
    ) throws(RuntimeError) -> any CircuitBatch {
        let one = MethodCost(nanoseconds: 1e6, byteCount: 0)
        return Batch(
            engine: self, request: request, costs: request.first.flatMap { self.costs[$0] } ?? [one])
    }

    private func mayPass() -> Bool {
        self.allowedCount.withLock { count in
            guard count > 0 else { return false }
            count -= 1
            return true
        }
    }

    private final class Batch: CircuitBatch {
        let engine: GatedEngine
        let request: [UInt8]
        let costs: [MethodCost]
        private let remainingCount: Mutex<Int>

        init(engine: GatedEngine, request: [UInt8], costs: [MethodCost]) {
            self.engine = engine
            self.request = request
            self.costs = costs
            self.remainingCount = Mutex(costs.count)
        }

        func run(
            _ circuits: Range<Int>, cancellation: CancellationFlag
        ) throws(RuntimeError) -> [UInt8]? {
            self.engine.begun.record(self.request)
            while !self.engine.mayPass() {
                guard !cancellation.isCancelled else {
                    throw RuntimeError(
                        RuntimeError.Code(rawValue: "simulator.cancelled"), "The run was cancelled.")
                }
                // The flag cannot be waited for; a real engine looks at it between gates.
                Thread.sleep(forTimeInterval: 0.001)  // tidy: looked at again and again
            }
            let isLast = self.remainingCount.withLock { count in
                count -= circuits.count
                return count == 0
            }
            return isLast ? self.request : nil
        }
    }
}
