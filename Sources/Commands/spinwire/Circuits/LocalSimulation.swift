import CircuitModel
import CommandLineInterface
import Foundation
import OpenQASM
import QuantumSimulator
import RuntimeModel
import SimulatorService
import SpinwireTopology

/// Runs circuits in this process.
enum LocalSimulation {
    /// - Throws: `command.invalid` naming what is not known.
    static func options(
        shots: Int, seed: UInt64, method: String?, precision: String, isIdeal: Bool
    ) throws(RuntimeError) -> RunOptions {
        guard let precision = Precision.allCases.first(where: { "\($0)" == precision }) else {
            throw Self.unknown("precision", precision, Precision.allCases.map { "\($0)" })
        }
        let methods = MethodName.allCases.filter { $0 != .unitary }
        guard let method = methods.first(where: { $0.text == method ?? MethodName.automatic.text }) else {
            throw Self.unknown("method", method ?? "", methods.map(\.text))
        }
        guard 1...CircuitLimits().shotCountMax ~= shots else {
            throw RuntimeError(
                .invalidCommand, "The number of shots has to be between 1 and the limit.",
                context: ["shots": "\(shots)", "limit": "\(CircuitLimits().shotCountMax)"])
        }
        return RunOptions(
            shotCount: shots, seed: seed, method: method, precision: precision,
            noise: isIdeal ? .none : .ofBackend)
    }

    private static func unknown(_ option: String, _ value: String, _ choices: [String]) -> RuntimeError {
        RuntimeError(
            .invalidCommand, "An option has a value that it may not have.",
            context: [option: value, "choices": choices.joined(separator: " ")])
    }

    /// - Throws: `configuration.invalid` for the topology, `backend.notFound`.
    static func backend(_ name: String, topology: TopologyOptions) throws -> BackendSection {
        guard let section = try topology.read().backend(named: name) else {
            throw RuntimeError(
                .backendNotFound, "The topology describes no backend of this name.",
                context: ["backend": name])
        }
        return section
    }

    /// - Throws: `noise.malformed`.
    static func engine(of backend: BackendSection?) throws -> SimulatorEngine {
        var backends: [SimulatedBackend] = []
        if let backend { backends = [try SimulatedBackend(backend.device, noiseModel: backend.noiseModel)] }
        return SimulatorEngine(
            team: WorkerTeam(threadCount: ProcessInfo.processInfo.activeProcessorCount),
            backends: BackendCatalog(backends))
    }

    /// - Throws: the simulator's errors.
    static func run(
        _ circuit: CircuitFile, numbers: [Double], options: RunOptions, with engine: SimulatorEngine
    ) throws(RuntimeError) -> CircuitOutcomeReport {
        let request = CircuitRequest(
            options: options, structures: [circuit.program.structure],
            runs: [CircuitRun(structureIndex: 0, numbers: numbers)])
        let start = ContinuousClock.now
        do throws(SimulatorError) {
            let reply = try engine.run(request, cancellation: CancellationFlag())
            let seconds = (ContinuousClock.now - start) / .seconds(1)
            return CircuitOutcomeReport(
                reply.outcomes[0], of: circuit.program, options: options, seconds: seconds)
        } catch {
            throw RuntimeError(
                RuntimeError.Code(rawValue: error.code.rawValue), error.message, context: error.context)
        }
    }
}
