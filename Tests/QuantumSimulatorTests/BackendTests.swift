import CircuitModel
import QuantumSimulator
import Testing

@Suite struct BackendTests {
    private static func run(_ options: RunOptions) throws -> CircuitOutcome {
        let engine = SimulatorEngine(
            backends: BackendCatalog([
                SimulatedBackend(name: "first"),
                SimulatedBackend(name: "second", aliases: ["other"], method: .stabilizer),
            ]))
        // Not Clifford: a backend of that method refuses it.
        var circuit = Circuit(qubitCount: 1, clbitCount: 1)
        circuit.operands = [0]
        circuit.instructions = [
            .gate(GateOperation(.standard(.t), operandStart: 0, parameterStart: 0)),
            .measure(qubit: 0, clbit: 0),
        ]
        let request = CircuitRequest(circuits: [circuit], options: options)
        return try #require(try engine.run(request, cancellation: CancellationFlag()).outcomes.first)
    }

    @Test(arguments: ["", "first"]) func withoutANameTheFirstIsTaken(name: String) throws {
        let outcome = try Self.run(RunOptions(shotCount: 10, seed: 1, backend: name))
        #expect(outcome.report?.method == .stateVector)
    }

    @Test(arguments: ["second", "other"]) func aBackendHasItsMethodAndAnswersToItsAliases(name: String) {
        let error = #expect(throws: SimulatorError.self) {
            try Self.run(RunOptions(shotCount: 10, seed: 1, backend: name))
        }
        #expect(error?.code == .methodUnsuitable)
    }

    @Test func theMethodOfARequestComesFirst() throws {
        let options = RunOptions(shotCount: 10, seed: 1, method: .stateVector, backend: "second")
        #expect(try Self.run(options).counts == [10])
    }

    @Test func anUnknownBackendIsNamed() {
        let error = #expect(throws: SimulatorError.self) {
            try Self.run(RunOptions(shotCount: 10, seed: 1, backend: "third"))
        }
        #expect(error?.code == .unknownBackend)
        #expect(error?.context == ["backend": "third"])
    }

    @Test func aModelThatIsNoneIsRefused() {
        let error = #expect(throws: SimulatorError.self) {
            try Self.run(RunOptions(shotCount: 10, seed: 1, noise: .model("[")))
        }
        #expect(error?.code == .noiseMalformed)
    }
}
