import CircuitModel
import Foundation
import NoiseModel
import QuantumSimulator
import RuntimeModel

/// Noisy circuits and what must come of them; written by `Tools/oracle/generate_noise`.
struct NoisyFixture: Decodable {
    struct Row: Decodable {
        let model: String
        let circuit: GoldenCircuit
        /// Base64 of the final density matrix, row-major, real and imaginary parts.
        let density: Data?
        /// Of each outcome of the classical bits.
        let probabilities: [String: Double]?

        var densityMatrix: [Double] {
            let bytes = self.density ?? Data()
            return stride(from: 0, to: bytes.count, by: 8).map { start in
                bytes[start..<(start + 8)].withUnsafeBytes {
                    Double(bitPattern: $0.loadUnaligned(as: UInt64.self))
                }
            }
        }

        var outcomes: [UInt64: Double] {
            var outcomes: [UInt64: Double] = [:]
            for (key, value) in self.probabilities ?? [:] { outcomes[UInt64(key) ?? 0] = value }
            return outcomes
        }
    }

    let models: [String: JSONValue]
    let circuits: [Row]

    static func named(_ name: String) throws -> NoisyFixture {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(NoisyFixture.self, from: Fixture.data(name))
    }

    func noise() throws -> [String: NoiseModel] {
        try self.models.mapValues { try NoiseModel($0) }
    }

    static func context(threadCount: Int = 1) -> SimulationContext {
        SimulationContext(
            limits: SimulatorLimits(), team: WorkerTeam(threadCount: threadCount), memory: MemoryBudget(),
            cancellation: CancellationFlag())
    }

    static func task(
        _ circuit: Circuit, _ noise: NoiseModel?, shots: Int, seed: UInt64
    ) -> SimulationTask {
        var task = SimulationTask(circuit: circuit, shotCount: shots, seed: seed, stream: 0)
        task.noise = noise
        return task
    }
}
