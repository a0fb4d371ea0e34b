import Foundation
import QuantumSimulator
import RuntimeModel
import RuntimeTestKit
import SimulatorService
import Synchronization

/// An engine that computes nothing: it answers with the request, once the test lets it, or as cancelled.
final class GatedEngine: CircuitEngine {
    /// The requests that were begun, in order.
    let begun = EventRecorder<[UInt8]>()
    private let allowedCount: Mutex<Int>

    /// - Parameter allowedCount: requests that go through without ``allow(_:)``.
    init(allowedCount: Int = 0) { self.allowedCount = Mutex(allowedCount) }

    /// Lets so many more requests through.
    func allow(_ count: Int) { self.allowedCount.withLock { $0 += count } }

    func run(request: [UInt8], cancellation: CancellationFlag) throws(RuntimeError) -> [UInt8] {
        self.begun.record(request)
        while !self.mayPass() {
            guard !cancellation.isCancelled else {
                throw RuntimeError(
                    RuntimeError.Code(rawValue: "simulator.cancelled"), "The run was cancelled.")
            }
            // The flag cannot be waited for; a real engine looks at it between gates.
            Thread.sleep(forTimeInterval: 0.001)  // tidy: looked at again and again
        }
        return request
    }

    private func mayPass() -> Bool {
        self.allowedCount.withLock { count in
            guard count > 0 else { return false }
            count -= 1
            return true
        }
    }
}
