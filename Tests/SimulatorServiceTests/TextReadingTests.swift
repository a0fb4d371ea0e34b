import CircuitModel
import OpenQASM
import QuantumSimulator
import RuntimeTestKit
import RuntimeWire
import SimulatorService
import Testing

/// Programs as text may take long to read; nobody else waits for that.
@Suite struct TextReadingTests {
    /// A request whose one structure is this text of at most 200 bytes.
    private static func request(_ text: String) -> [UInt8] {
        let empty = CircuitStructure(Circuit(qubitCount: 0, clbitCount: 0), parameterCount: 0)
        var bytes = CircuitRequest(
            options: RunOptions(shotCount: 0, seed: 0), structures: [empty],
            runs: [CircuitRun(structureIndex: 0)]
        ).encoded()
        // 50 bytes of header; then the byte count, kind, slot and hash, and 24 bytes of an empty circuit.
        let count = UInt8(text.utf8.count)
        bytes.replaceSubrange(70..<94, with: [count, 0, 0, 0] + Array(text.utf8))
        bytes[50] = 16 + 4 + count
        bytes[54] = 2
        return bytes
    }

    private static let circuit = CircuitRequest(
        circuits: [Circuit(qubitCount: 1, clbitCount: 1)], options: RunOptions(shotCount: 0, seed: 1)
    ).encoded()

    @Test func aTextIsToldFromCircuits() {
        #expect(CircuitRequest.hasText(in: Self.request("qubit q;")))
        #expect(!CircuitRequest.hasText(in: Self.circuit))
        #expect(!CircuitRequest.hasText(in: Array(Self.request("qubit q;").prefix(52))))
        #expect(!CircuitRequest.hasText(in: []))
    }

    @Test func othersAreAnsweredWhileATextIsRead() async throws {
        var limits = SimulatorLimits()
        // The text has no end, so that only its cancel ends it.
        limits.programs.stepCountMax = .max
        try await SimulatorFixture.run(engine: SimulationEngine(SimulatorEngine(limits: limits))) { fixture in
            let (first, second) = (try await fixture.connect(), try await fixture.connect())
            try await fixture.with(first) { $0.run(Self.request("while (true) { }"), correlation: 1) }
            try await fixture.with(second) { $0.run(Self.circuit, correlation: 1) }
            #expect(try await second.answer(to: 1).header.kind == .circuitResult)
            try await fixture.with(first) { $0.cancel(1) }
            #expect(try await SimulatorTests.code(first.answer(to: 1)) == "simulator.cancelled")
        }
    }

    @Test func aTextIsRunLikeACircuit() async throws {
        try await SimulatorFixture.run(engine: SimulationEngine(SimulatorEngine())) { fixture in
            let client = try await fixture.connect()
            try await fixture.with(client) { $0.run(Self.request("qubit q; U(1, 2, 3) q;"), correlation: 1) }
            #expect(try await client.answer(to: 1).header.kind == .circuitResult)
        }
    }
}
