import MessageBus
import RuntimeModel
import RuntimeTestKit
import Testing

/// A bus that misbehaves by its seed.
@Suite struct FaultyBusTests {
    private static let endpoint = Endpoint("inproc://commands")
    private static let account = AccountID("alice")

    /// A simulation of one router and one dealer that sends 200 numbered messages while connections break.
    private struct Simulation {
        let loop: DeterministicLoop
        let bus: FaultyBus
        let arrivals = EventRecorder<Int>()

        init(seed: UInt64, policy: FaultPolicy) {
            self.loop = DeterministicLoop(seed: seed)
            self.bus = FaultyBus(loop: self.loop, policy: policy)
            self.bus.authenticate(by: TokenTable(accounts: [account]))
        }

        func run(cuts: Int) throws {
            let arrivals = self.arrivals
            let loop = self.loop
            _ = try self.bus.makeRouter(on: loop, at: endpoint, limits: SocketLimits()) { message in
                arrivals.record(Int(message.frames[0][0]))
                loop.trace.note("arrived \(message.frames[0][0]) \(loop.now.nanoseconds)")
            }
            let dealer = try self.bus.makeDealer(
                on: loop, to: endpoint, as: TokenTable.credentials(account), limits: SocketLimits()
            ) { _ in }
            for number in 0..<200 {
                _ = loop.schedule(after: .milliseconds(number)) { _ = dealer.send([[UInt8(number)]]) }
            }
            for cut in 0..<cuts {
                _ = loop.schedule(after: .milliseconds(10 + cut * 40)) { self.bus.cutSomeConnection() }
            }
            loop.run(for: .seconds(10))
        }
    }

    @Test(arguments: UInt64(0)..<20)
    func theSameSeedGivesTheSameTraceByteByByte(seed: UInt64) throws {
        let first = Simulation(seed: seed, policy: .lossy)
        let second = Simulation(seed: seed, policy: .lossy)
        try first.run(cuts: 4)
        try second.run(cuts: 4)
        #expect(first.loop.trace.bytes == second.loop.trace.bytes)
        #expect(first.loop.trace.bytes.count > 1000)
        #expect(first.arrivals.events == second.arrivals.events)
    }

    @Test func differentSeedsGiveDifferentTraces() throws {
        let traces = try (UInt64(0)..<10).map { seed in
            let simulation = Simulation(seed: seed, policy: .lossy)
            try simulation.run(cuts: 1)
            return simulation.loop.trace.bytes
        }
        #expect(Set(traces).count == 10)
    }

    @Test func aReliableBusDelaysButKeepsOrderAndCompleteness() throws {
        let simulation = Simulation(seed: 3, policy: .reliable)
        try simulation.run(cuts: 0)
        #expect(simulation.arrivals.events == Array(0..<200))
    }

    @Test func aLossyBusLosesRepeatsAndReorders() throws {
        let simulation = Simulation(seed: 3, policy: .lossy)
        try simulation.run(cuts: 0)
        let arrived = simulation.arrivals.events
        #expect(Set(arrived).count < 200)
        #expect(Set(arrived).count < arrived.count)
        #expect(arrived != arrived.sorted())
    }

    @Test func aCrashFreesTheEndpointAndTheDealerFindsTheNextProcess() throws {
        let loop = DeterministicLoop(seed: 5)
        let bus = FaultyBus(loop: loop)
        bus.authenticate(by: TokenTable(accounts: [Self.account]))
        let arrivals = EventRecorder<String>()
        let start = { (name: String) throws -> SimulatedProcess in
            let process = SimulatedProcess(name: name, on: loop)
            _ = try bus.makeRouter(on: process, at: Self.endpoint, limits: SocketLimits()) { message in
                arrivals.record(name + String(decoding: message.frames[0], as: UTF8.self))
            }
            return process
        }
        let first = try start("first ")
        let client = SimulatedProcess(name: "client", on: loop)
        let dealer = try bus.makeDealer(
            on: client, to: Self.endpoint, as: TokenTable.credentials(Self.account), limits: SocketLimits()
        ) { _ in }
        _ = dealer.send([bytes("a")])
        loop.run(for: .seconds(1))
        bus.crash(first)
        loop.run(for: .seconds(1))
        _ = dealer.send([bytes("b")])
        _ = try start("second ")
        loop.run(for: .seconds(1))
        #expect(arrivals.events == ["first a", "second b"])
    }
}
