import FaultInjection
import InProcessBus
import MessageBus
import RuntimeModel
import RuntimeTestKit
import Testing

/// The bus of a service whose topology wants faults.
@Suite struct DisturbedBusTests {
    private static let endpoint = Endpoint("inproc://commands")
    private static let account = AccountID("alice")
    private static let count = 200

    /// What arrives at a router of what an undisturbed dealer sends, or the other way round; and how often the process
    /// would have died.
    private struct Course {
        let router = EventRecorder<Int>()
        let dealer = EventRecorder<Int>()
        let deaths = EventRecorder<Int>()

        init(_ policy: FaultPolicy, closesEarly: Bool = false) throws {
            let loop = DeterministicLoop(seed: 1)
            let plain = InProcessBus()
            plain.authenticate(by: TokenTable(accounts: [account]))
            let deaths = self.deaths
            let bus = DisturbedBus(plain, Disturbance(policy, seed: 7) { deaths.record(0) })
            let (router, dealer) = (self.router, self.dealer)
            let answers = EventRecorder<PeerID>()
            let bound = try bus.makeRouter(on: loop, at: endpoint, limits: SocketLimits()) { message in
                router.record(Int(message.frames[0][0]))
                answers.record(message.peer)
            }
            let connected = try plain.makeDealer(
                on: loop, to: endpoint, as: TokenTable.credentials(account), limits: SocketLimits()
            ) { dealer.record(Int($0[0][0])) }
            for number in 0..<count {
                _ = loop.schedule(after: .milliseconds(number)) { _ = connected.send([[UInt8(number)]]) }
            }
            loop.run(for: .milliseconds(500))
            if let peer = answers.events.first {
                for number in 0..<count { _ = bound.send([[UInt8(number)]], to: peer) }
            }
            if closesEarly { bound.close() }
            loop.run(for: .seconds(2))
        }
    }

    @Test func withoutAChanceEverythingArrivesOnceAndInOrderInEitherDirection() throws {
        let course = try Course(FaultPolicy(delayMax: .milliseconds(20)))
        #expect(course.router.events == Array(0..<Self.count))
        #expect(course.dealer.events == Array(0..<Self.count))
        #expect(course.deaths.events.isEmpty)
    }

    @Test func messagesAreLostRepeatedAndOvertakenInEitherDirection() throws {
        let course = try Course(
            FaultPolicy(loss: 0.1, repetition: 0.1, reordering: 0.2, delayMax: .milliseconds(20)))
        for arrived in [course.router.events, course.dealer.events] {
            #expect(Set(arrived).count < Self.count)
            #expect(Set(arrived).count < arrived.count)
            #expect(arrived != arrived.sorted())
        }
    }

    @Test func aDeathTakesTheMessageWithIt() throws {
        let course = try Course(FaultPolicy(death: 0.1))
        #expect(!course.deaths.events.isEmpty)
        #expect(
            course.deaths.events.count + course.router.events.count + course.dealer.events.count == 2
                * Self.count)
    }

    @Test func whatIsOnItsWayWhenASocketIsClosedIsGone() throws {
        let course = try Course(
            FaultPolicy(delayMin: .milliseconds(100), delayMax: .milliseconds(100)), closesEarly: true)
        #expect(course.router.events.count == Self.count)
        #expect(course.dealer.events.isEmpty)
    }
}
