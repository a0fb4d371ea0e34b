import CircuitModel
import QuantumSimulator
import RuntimeModel
import Synchronization

/// Circuits that a ``SimulatorEngine`` runs.
final class SimulationBatch: CircuitBatch {
    private struct Progress {
        var outcomes: [CircuitOutcome?]
        var remainingCount: Int
    }

    private let prepared: PreparedRequest
    private let engine: SimulatorEngine
    private let progress: Mutex<Progress>

    init(of prepared: PreparedRequest, engine: SimulatorEngine) {
        self.prepared = prepared
        self.engine = engine
        let count = prepared.costs.count
        self.progress = Mutex(
            Progress(outcomes: [CircuitOutcome?](repeating: nil, count: count), remainingCount: count))
    }

    var costs: [MethodCost] { self.prepared.costs }

    func run(_ circuits: Range<Int>, cancellation: CancellationFlag) throws(RuntimeError) -> [UInt8]? {
        var outcomes: [CircuitOutcome] = []
        outcomes.reserveCapacity(circuits.count)
        do throws(SimulatorError) {
            for index in circuits {
                outcomes.append(try self.engine.run(index, of: self.prepared, cancellation: cancellation))
            }
        } catch {
            throw RuntimeError(error)
        }
        return self.keep(outcomes, of: circuits).map { self.prepared.reply(with: $0).encoded() }
    }

    /// - Returns: All outcomes, once there are all.
    private func keep(_ outcomes: [CircuitOutcome], of circuits: Range<Int>) -> [CircuitOutcome]? {
        self.progress.withLock { progress in
            for (index, outcome) in zip(circuits, outcomes) { progress.outcomes[index] = outcome }
            progress.remainingCount -= circuits.count
            guard progress.remainingCount == 0 else { return nil }
            let all = progress.outcomes.compactMap(\.self)
            progress.outcomes = []
            return all
        }
    }
}

extension RuntimeError {
    /// What a program is told of a run that it did not want any more.
    static let cancelledRun = RuntimeError(SimulatorError(.cancelled, "The run was cancelled."))

    /// What a program is told of a failed run.
    init(_ error: SimulatorError) {
        self.init(Code(rawValue: error.code.rawValue), error.message, context: error.context)
    }
}
