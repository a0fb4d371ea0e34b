import CircuitModel
import QuantumSimulator
import RuntimeTestKit
import RuntimeWire
import SimulatorService
import Testing

@Suite struct HeldStructureTests {
    private static func request(_ angle: Double) -> CircuitRequest {
        var circuit = Circuit(qubitCount: 1, clbitCount: 1)
        circuit.operands = [0]
        circuit.parameters = [angle]
        circuit.instructions = [
            .gate(GateOperation(.standard(.rx), operandStart: 0, parameterStart: 0)),
            .measure(qubit: 0, clbit: 0),
        ]
        return CircuitRequest(circuits: [circuit], options: RunOptions(shotCount: 10, seed: 1))
    }

    private static let sent = Self.request(0).encoded(placements: [.holding(slot: 3, hash: 7)])
    private static let again = Self.request(.pi).encoded(placements: [.held(slot: 3, hash: 7)])

    @Test func aConnectionSendsAStructureOnceAndThenItsNumbersAlone() async throws {
        try await SimulatorFixture.run(engine: SimulationEngine(SimulatorEngine())) { fixture in
            let client = try await fixture.connect()
            try await fixture.with(client) { client in
                client.run(Self.sent, correlation: 1)
                client.run(Self.again, correlation: 2)
            }
            #expect(try CircuitReply(bytes: await client.answer(to: 1).body).outcomes.first?.keys == [0])
            #expect(try CircuitReply(bytes: await client.answer(to: 2).body).outcomes.first?.keys == [1])
        }
    }

    @Test func whatARefusedRequestWasToLeaveIsNotTakenForWhatWasThere() async throws {
        try await SimulatorFixture.run(engine: SimulationEngine(SimulatorEngine())) { fixture in
            let other = CircuitRequest(
                circuits: [Circuit(qubitCount: 2, clbitCount: 0), Circuit(qubitCount: 1, clbitCount: 1)],
                options: RunOptions(shotCount: 10, seed: 1))
            let good = other.encoded(placements: [.whole, .holding(slot: 3, hash: 8)])
            // The highest byte of the first structure's number of qubits.
            let refused = good[..<73] + [0xFF] + good[74...]
            let later = Self.request(.pi).encoded(placements: [.held(slot: 3, hash: 8)])
            let client = try await fixture.connect()
            try await fixture.with(client) { client in
                client.run(Self.sent, correlation: 1)
                client.run(Array(refused), correlation: 2)
                client.run(later, correlation: 3)
            }
            #expect(try await client.answer(to: 1).header.kind == .circuitResult)
            #expect(try await SimulatorTests.code(client.answer(to: 2)) == "circuit.overLimit")
            #expect(try await SimulatorTests.code(client.answer(to: 3)) == "circuit.unknownStructure")
        }
    }

    @Test func structuresAreHeldForTheirConnectionAlone() async throws {
        try await SimulatorFixture.run(engine: SimulationEngine(SimulatorEngine())) { fixture in
            let (first, second) = (try await fixture.connect(), try await fixture.connect())
            try await fixture.with(first) { $0.run(Self.sent, correlation: 1) }
            _ = try await first.answer(to: 1)
            try await fixture.with(second) { $0.run(Self.again, correlation: 1) }
            #expect(try await SimulatorTests.code(second.answer(to: 1)) == "circuit.unknownStructure")
        }
    }

    @Test func noMoreAreHeldThanMay() async throws {
        try await SimulatorFixture.run(
            engine: SimulationEngine(SimulatorEngine()), configure: { $0.heldStructureCountMax = 0 }
        ) { fixture in
            let client = try await fixture.connect()
            try await fixture.with(client) { client in
                client.run(Self.sent, correlation: 1)
                client.run(Self.again, correlation: 2)
            }
            #expect(try await client.answer(to: 1).header.kind == .circuitResult)
            #expect(try await SimulatorTests.code(client.answer(to: 2)) == "circuit.unknownStructure")
        }
    }
}
