import CircuitModel
import QuantumSimulator
import Testing

@Suite struct SimulatorEngineTests {
    @Test func aCircuitThatDoesNotFitMemoryIsRefusedBeforeItRuns() throws {
        var limits = SimulatorLimits()
        limits.stateByteCountMax = 16 << 10
        let fits = Self.chain(qubitCount: 10)
        let tooLarge = Self.chain(qubitCount: 11)
        _ = try Self.run([fits], limits: limits)
        let error = #expect(throws: SimulatorError.self) { try Self.run([fits, tooLarge], limits: limits) }
        #expect(error?.code == .tooLarge)
        #expect(
            error?.context == [
                "circuit": "1", "method": "automatic", "fitting_qubits": "10", "bytes": "32768",
                "limit": "16384",
            ])
    }

    @Test func moreQubitsThanCanBeAddressedAreRefusedToo() throws {
        let error = #expect(throws: SimulatorError.self) {
            try Self.run([Self.chain(qubitCount: 100)], limits: SimulatorLimits(), method: .stateVector)
        }
        #expect(error?.code == .tooLarge)
        #expect(error?.context["fitting_qubits"] == "29")
    }

    /// Transpiled circuits are as wide as the device, whatever they use of it.
    @Test func qubitsThatNothingActsOnTakeNoMemory() throws {
        var circuit = Circuit(qubitCount: 1000, clbitCount: 2)
        circuit.append(.x, qubits: [700])
        circuit.measure(700, into: 1)
        circuit.measure(3, into: 0)
        let reply = try Self.run([circuit], limits: SimulatorLimits())
        #expect(reply.outcomes.map(\.keys) == [[2]])
        #expect(reply.outcomes.map(\.counts) == [[100]])
    }

    @Test func gatesAloneAreNoMatrixUnlessItIsAskedFor() throws {
        var circuit = Circuit(qubitCount: 2, clbitCount: 0)
        circuit.append(.ry, qubits: [0], parameters: [0.3])
        let methods = try [MethodName.automatic, .unitary].map { method in
            try Self.run([circuit], limits: SimulatorLimits(), method: method).outcomes[0].report?.method
        }
        #expect(methods == [.stateVector, .unitary])
    }

    @Test func aCancelledRunEndsWithItsOwnCode() throws {
        let cancellation = CancellationFlag()
        cancellation.cancel()
        let request = CircuitRequest(
            circuits: [Self.chain(qubitCount: 3)], options: RunOptions(shotCount: 1, seed: 1))
        let error = #expect(throws: SimulatorError.self) {
            try SimulatorEngine().run(request, cancellation: cancellation)
        }
        #expect(error?.code == .cancelled)
    }

    /// Uncancelled, the run would take minutes.
    @Test func aRunUnderWayEndsSoonAfterItsCancel() async throws {
        let cancellation = CancellationFlag()
        var circuit = Self.chain(qubitCount: 18)
        for step in 0..<100_000 { circuit.append(.ry, qubits: [step % 18], parameters: [0.1]) }
        circuit.measure(1, into: 0)
        let request = CircuitRequest(
            circuits: [circuit], options: RunOptions(shotCount: 1, seed: 1))
        let run = Task.detached { () -> SimulatorError? in
            do throws(SimulatorError) {
                _ = try SimulatorEngine().run(request, cancellation: cancellation)
                return nil
            } catch {
                return error
            }
        }
        cancellation.cancel()
        #expect(await run.value?.code == .cancelled)
    }

    @Test func aReplyThatWouldBeTooLongIsRefusedBeforeItRuns() throws {
        var limits = SimulatorLimits()
        limits.replyByteCountMax = 1000
        var circuit = Circuit(qubitCount: 1, clbitCount: 64)
        circuit.append(.hadamard, qubits: [0])
        let error = #expect(throws: SimulatorError.self) { try Self.run([circuit], limits: limits) }
        #expect(error?.code == .replyTooLarge)
    }

    @Test func bytesThatAreNoRequestAreNamed() throws {
        let engine = SimulatorEngine()
        let error = #expect(throws: SimulatorError.self) {
            try engine.run(request: Array("GET / HTTP/1.1".utf8), cancellation: CancellationFlag())
        }
        #expect(error?.code == .malformed)
        #expect(error?.context["field"] == "magic")
    }

    @Test func tooManyShotsHaveACodeOfTheirOwn() throws {
        var limits = SimulatorLimits()
        limits.circuits.shotCountMax = 99
        let bytes = CircuitRequest(
            circuits: [Self.chain(qubitCount: 1)], options: RunOptions(shotCount: 100, seed: 0)
        ).encoded()
        let error = #expect(throws: SimulatorError.self) {
            try SimulatorEngine(limits: limits).run(request: bytes, cancellation: CancellationFlag())
        }
        #expect(error?.code == .tooManyShots)
        #expect(error?.context["limit"] == "99")
    }

    @Test func aCircuitWithoutMeasurementsReadsZero() throws {
        var circuit = Circuit(qubitCount: 2, clbitCount: 3)
        circuit.append(.hadamard, qubits: [0])
        let reply = try Self.run([circuit], limits: SimulatorLimits())
        #expect(reply.outcomes.map(\.keys) == [[0]])
        #expect(reply.outcomes.map(\.counts) == [[100]])
    }

    /// A measured bit that a later body reads, tests of bits beyond the first word, and a jump over both bodies.
    @Test func conditionsReadWideRegisters() throws {
        var circuit = Circuit(qubitCount: 1, clbitCount: 130)
        circuit.append(.x, qubits: [0])
        circuit.measure(0, into: 129)
        let flip = Instruction.gate(circuit.operation(.standard(.x), qubits: [0]))
        let wide = Condition.bits(Array(0..<130), equal: [0, 0, 2])
        circuit.instructions.append(.conditional(wide, then: [flip], otherwise: []))
        circuit.measure(0, into: 0)
        let never = Condition.bits([129], equal: [1], isNegated: true)
        let otherwise = Instruction.gate(circuit.operation(.standard(.x), qubits: [0]))
        circuit.instructions.append(.conditional(never, then: [], otherwise: [otherwise]))
        circuit.measure(0, into: 1)
        let reply = try Self.run([circuit], limits: SimulatorLimits())
        #expect(reply.outcomes.map(\.keys) == [[2, 0, 2]])
        #expect(reply.outcomes.map(\.counts) == [[100]])
    }

    private static func run(
        _ circuits: [Circuit], limits: SimulatorLimits, method: MethodName = .automatic
    ) throws -> CircuitReply {
        let request = CircuitRequest(
            circuits: circuits, options: RunOptions(shotCount: 100, seed: 3, method: method))
        return try SimulatorEngine(limits: limits).run(request, cancellation: CancellationFlag())
    }

    /// A circuit that entangles all of its qubits, and needs their amplitudes.
    private static func chain(qubitCount: Int) -> Circuit {
        var circuit = Circuit(qubitCount: qubitCount, clbitCount: 1)
        circuit.append(.ry, qubits: [0], parameters: [0.3])
        for qubit in 1..<max(qubitCount, 1) { circuit.append(.cx, qubits: [qubit - 1, qubit]) }
        circuit.measure(0, into: 0)
        return circuit
    }
}
