import CircuitModel
import Foundation
import InProcessBus
import MessageBus
import QuantumSimulator
import RuntimeModel
import RuntimeTestKit
import RuntimeWire
import SimulatorService
import Testing

@Suite struct SimulatorTests {
    @Test func itRegistersAsASimulatorWithItsAddresses() async throws {
        try await SimulatorFixture.run(engine: GatedEngine()) { fixture in
            let message = try #require(try await fixture.sent.wait(forCount: 2).last)
            #expect(message.header.kind == .register)
            let registration = try message.json(as: WorkerRegistration.self)
            #expect(registration.role == .simulator)
            #expect(registration.workerID == WorkerID("s1@here"))
            #expect(registration.backends == ["simulator"])
            #expect(registration.circuitEndpoint == SimulatorFixture.circuitEndpoint.address)
            #expect(registration.directPath == fixture.path)
        }
    }

    @Test func itsSocketIsForItsOwnUserAlone() async throws {
        try await SimulatorFixture.run(engine: GatedEngine()) { fixture in
            let socket = URL(filePath: fixture.path)
            let modes = try [socket, socket.deletingLastPathComponent()].map {
                try FileManager.default.attributesOfItem(atPath: $0.path)[.posixPermissions] as? Int
            }
            #expect(modes == [0o600, 0o700])
        }
    }

    @Test func aCircuitIsComputed() async throws {
        try await SimulatorFixture.run(engine: SimulationEngine(SimulatorEngine())) { fixture in
            var circuit = Circuit(qubitCount: 2, clbitCount: 2)
            circuit.operands = [1]
            circuit.instructions = [
                .gate(GateOperation(.standard(.x), operandStart: 0, parameterStart: 0)),
                .measure(qubit: 0, clbit: 0), .measure(qubit: 1, clbit: 1),
            ]
            let request = CircuitRequest(
                circuits: [circuit], options: RunOptions(shotCount: 100, seed: 1)
            ).encoded()
            let client = try await fixture.connect()
            try await fixture.with(client) { $0.run(request, correlation: 7) }
            let answer = try await client.answer(to: 7)
            #expect(answer.header.kind == .circuitResult)
            #expect(answer.header.contentType == .circuits)
            let outcome = try #require(try CircuitReply(bytes: answer.body).outcomes.first)
            #expect(outcome.keys == [2])
            #expect(outcome.counts == [100])
        }
    }

    @Test func bytesThatAreNoCircuitsAreAnsweredWithTheEnginesError() async throws {
        try await SimulatorFixture.run(engine: SimulationEngine(SimulatorEngine())) { fixture in
            let client = try await fixture.connect()
            try await fixture.with(client) { $0.run([1, 2, 3], correlation: 7) }
            let answer = try await client.answer(to: 7)
            #expect(answer.header.kind == .circuitError)
            #expect(try WireJSON.decode(ErrorReport.self, from: answer.body).code == "circuit.malformed")
        }
    }

    @Test func longRequestsAndRepliesTravelInParts() async throws {
        try await SimulatorFixture.run(engine: GatedEngine(allowedCount: 1)) { fixture in
            let request = (0..<900_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
            let client = try await fixture.connect()
            try await fixture.with(client) { $0.run(request, correlation: 1) }
            #expect(try await client.answer(to: 1).body == request)
        }
    }

    @Test func aRequestBeyondTheLimitIsRefused() async throws {
        try await SimulatorFixture.run(
            engine: GatedEngine(), configure: { $0.requestByteCountMax = 300_000 }
        ) { fixture in
            let client = try await fixture.connect()
            try await fixture.with(client) { $0.run([UInt8](repeating: 0, count: 380_000), correlation: 1) }
            let answer = try await client.answer(to: 1)
            #expect(try WireJSON.decode(ErrorReport.self, from: answer.body).code == "payload.tooLarge")
        }
    }

    @Test func aCancelOvertakesWhatIsComputedAndWhatWaits() async throws {
        let engine = GatedEngine()
        try await SimulatorFixture.run(engine: engine) { fixture in
            let client = try await fixture.connect()
            try await fixture.with(client) { client in
                for correlation in 1...3 {
                    client.run([UInt8(correlation)], correlation: UInt64(correlation))
                }
            }
            try await engine.begun.wait(forCount: 1)
            try await fixture.with(client) { $0.cancel(2) }
            #expect(try await Self.code(client.answer(to: 2)) == "simulator.cancelled")
            try await fixture.with(client) { $0.cancel(1) }
            #expect(try await Self.code(client.answer(to: 1)) == "simulator.cancelled")
            engine.allow(1)
            #expect(try await client.answer(to: 3).body == [3])
            #expect(engine.begun.events == [[1], [3]])
        }
    }

    @Test func aConnectionThatEndsTakesItsRequestsWithIt() async throws {
        let engine = GatedEngine()
        try await SimulatorFixture.run(engine: engine) { fixture in
            let (first, second) = (try await fixture.connect(), try await fixture.connect())
            try await fixture.with(first) { client in
                for correlation in 1...3 {
                    client.run([UInt8(correlation)], correlation: UInt64(correlation))
                }
            }
            try await engine.begun.wait(forCount: 1)
            try await fixture.with(first) { $0.close() }
            try await fixture.with(second) { $0.run([9], correlation: 1) }
            engine.allow(1)
            try await engine.begun.wait(forCount: 2)
            #expect(engine.begun.events == [[1], [9]])
        }
    }

    @Test func aConnectionThatHasUsedNothingGoesBeforeOneThatHas() async throws {
        let engine = GatedEngine()
        try await SimulatorFixture.run(engine: engine) { fixture in
            let (first, second) = (try await fixture.connect(), try await fixture.connect())
            try await fixture.with(first) { client in
                for number in 1...4 { client.run([UInt8(number)], correlation: UInt64(number)) }
            }
            try await engine.begun.wait(forCount: 1)
            try await fixture.with(second) { client in
                for number in 11...12 { client.run([UInt8(number)], correlation: UInt64(number)) }
                // Its refusal proves that what stands before it has arrived.
                client.run([0], correlation: 11)
            }
            try await second.events.wait(forCount: 1)
            engine.allow(6)
            try await engine.begun.wait(forCount: 6)
            // How the turns go on depends on the time that each took; see the tests of the schedule.
            #expect(engine.begun.events.map(\.first).prefix(2) == [1, 11])
        }
    }

    @Test func aFullQueueRefusesAtOnce() async throws {
        let engine = GatedEngine()
        try await SimulatorFixture.run(
            engine: engine,
            configure: {
                $0.requestPerConnectionCountMax = 3
                $0.requestCountMax = 4
            }
        ) { fixture in
            let (first, second) = (try await fixture.connect(), try await fixture.connect())
            try await fixture.with(first) { client in
                for number in 1...4 { client.run([UInt8(number)], correlation: UInt64(number)) }
            }
            #expect(try await Self.code(first.answer(to: 4)) == "queue.full")
            try await fixture.with(second) { client in
                for number in 1...2 { client.run([UInt8(number)], correlation: UInt64(number)) }
            }
            #expect(try await Self.code(second.answer(to: 2)) == "queue.full")
            engine.allow(4)
            for number in 1...3 {
                #expect(try await first.answer(to: UInt64(number)).body == [UInt8(number)])
            }
        }
    }

    @Test func waitingRequestsAreLimitedInBytesAsWell() async throws {
        let engine = GatedEngine()
        try await SimulatorFixture.run(engine: engine, configure: { $0.requestsByteCountMax = 15 }) {
            fixture in
            let client = try await fixture.connect()
            try await fixture.with(client) { client in
                for number in 1...4 {
                    client.run([UInt8](repeating: 7, count: 5), correlation: UInt64(number))
                }
            }
            #expect(try await Self.code(client.answer(to: 4)) == "queue.full")
            engine.allow(3)
            for number in 1...3 {
                #expect(try await client.answer(to: UInt64(number)).body == [UInt8](repeating: 7, count: 5))
            }
        }
    }

    @Test func partsWithoutABodyTakeRoomToo() async throws {
        try await SimulatorFixture.run(
            engine: GatedEngine(), configure: { $0.requestByteCountMax = 400 }
        ) { fixture in
            let client = try await fixture.connect()
            try await fixture.with(client) { client in
                for number in UInt64(1)...11 {
                    let header = MessageHeader(
                        .circuitRun, contentType: .circuits, flags: 1, sequence: number)
                    client.send(header.encoded())
                }
            }
            #expect(try await Self.code(client.answer(to: 11)) == "payload.tooLarge")
        }
    }

    @Test func aPeerThatBreaksTheProtocolIsDisconnected() async throws {
        try await SimulatorFixture.run(engine: GatedEngine()) { fixture in
            let client = try await fixture.connect()
            try await fixture.with(client) { $0.send([UInt8](repeating: 0xFF, count: 44)) }
            try await client.waitForEnd()
            let other = try await fixture.connect()
            try await fixture.with(other) { $0.send([1]) }
            try await other.waitForEnd()
        }
    }

    @Test func circuitsAreTakenOverTheBusAsWellAndQuestionsAnswered() async throws {
        try await SimulatorFixture.run(engine: GatedEngine(allowedCount: 1)) { fixture in
            let answers = EventRecorder<Frames>()
            let dealer = try await fixture.loop.perform {
                let dealer = try fixture.bus.makeDealer(
                    on: fixture.loop, to: SimulatorFixture.circuitEndpoint,
                    as: TokenTable.credentials(SimulatorFixture.worker), limits: SocketLimits()
                ) { answers.record($0) }
                _ = dealer.send(Message(MessageHeader(.heartbeat)).encoded)
                let header = MessageHeader(.circuitRun, contentType: .circuits, sequence: 5)
                _ = dealer.send([Message.tag, header.encoded(), [1, 2]])
                return dealer
            }
            let frames = try await answers.wait(forCount: 2)
            #expect(try MessageHeader(bytes: frames[0][1]).kind == .heartbeatAnswer)
            #expect(try MessageHeader(bytes: frames[0][1]).sequence != 0)
            #expect(try MessageHeader(bytes: frames[1][1]).kind == .circuitResult)
            #expect(frames[1][2] == [1, 2])
            try await fixture.loop.perform { dealer.close() }
        }
    }

    static func code(_ answer: (header: MessageHeader, body: [UInt8])) throws -> String {
        #expect(answer.header.kind == .circuitError)
        return try WireJSON.decode(ErrorReport.self, from: answer.body).code
    }
}
