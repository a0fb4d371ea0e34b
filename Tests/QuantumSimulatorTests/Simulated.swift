import CircuitModel
import QuantumSimulator
import Testing

/// What engines give for a circuit.
enum Simulated {
    /// The final amplitudes of a circuit of gates alone.
    ///
    /// - Parameter isPlanned: Whether also a few qubits are worked on by plans.
    static func amplitudes(of circuit: Circuit, isPlanned: Bool = false) throws -> [Double] {
        var circuit = circuit
        circuit.instructions.append(.save(.stateVector))
        return try #require(try self.run(circuit, shotCount: 0, isPlanned: isPlanned).saved.first).numbers
    }

    static func run(
        _ circuit: Circuit, shotCount: Int, seed: UInt64 = 3, isPlanned: Bool = false, threadCount: Int = 1
    ) throws -> CircuitOutcome {
        let engine = SimulatorEngine(
            team: WorkerTeam(threadCount: threadCount),
            methods: [StateVectorMethod(smallQubitCountMax: isPlanned ? -1 : 9), UnitaryMethod()])
        let request = CircuitRequest(
            circuits: [circuit], options: RunOptions(shotCount: shotCount, seed: seed))
        return try #require(try engine.run(request, cancellation: CancellationFlag()).outcomes.first)
    }
}
