import CoordinatorService
import MessageBus
import RuntimeClient
import RuntimeModel
import RuntimeTestKit
import RuntimeWire
import Testing

/// What open connections may do once their account, its token or its rights are not what they were.
@Suite struct TokenTests {
    private func administrator(_ service: TestedCoordinator) throws -> Caller {
        try service.connect(as: TestedCoordinator.administrator)
    }

    @Test func anOpenConnectionLosesItsRightsWithTheToken() throws {
        let service = try TestedCoordinator()
        let user = try service.connect(as: TestedCoordinator.user)
        let job = try user.run(try user.upload())
        let made = try self.administrator(service).call(
            .accountRenewToken, AccountName(account: TestedCoordinator.user)
        ).json(as: AccountToken.self)
        #expect(try user.call(.jobGet, job: job).refusal == "account.tokenRenewed")
        let renewed = try Caller(
            on: service.loop, bus: service.bus, to: Endpoint("inproc://commands"),
            as: Credentials(account: made.account, token: made.token))
        #expect(try renewed.call(.jobGet, job: job).refusal == nil)
    }

    @Test func anAccountMadeAnewUnderAnOldNameIsNotTheOldOne() throws {
        let service = try TestedCoordinator()
        let user = try service.connect(as: TestedCoordinator.user)
        let administrator = try self.administrator(service)
        let name = AccountName(account: TestedCoordinator.user)
        _ = try administrator.call(.accountDelete, name)
        #expect(try user.call(.jobList, JobListing()).refusal == "account.notAllowed")
        _ = try administrator.call(.accountCreate, AccountCreate(account: name.account, role: .author))
        #expect(try user.call(.jobList, JobListing()).refusal == "account.tokenRenewed")
    }

    private enum Change: CaseIterable { case renewal, disabling, deletion }

    /// Somebody else goes on hearing.
    @Test(arguments: Change.allCases)
    private func aSubscriptionEndsWithWhatItWasMadeBy(change: Change) throws {
        let service = try TestedCoordinator()
        let executor = try service.startWorkers()
        let user = try service.connect(as: TestedCoordinator.user)
        let job = try user.run(try user.upload())
        try executor.lease(of: job)
        let listener = try Listener(service, as: TestedCoordinator.user)
        let watcher = try Listener(service, as: TestedCoordinator.administrator)
        listener.subscribe(to: job)
        watcher.subscribe(to: job)
        service.loop.run(for: .milliseconds(200))
        executor.publish(1...1, of: job)
        try executor.answered(1, of: job)
        service.loop.run(for: .milliseconds(200))
        #expect(listener.events.map(\.sequence) == [3])
        let name = AccountName(account: TestedCoordinator.user)
        let administrator = try self.administrator(service)
        switch change {
        case .renewal: _ = try administrator.call(.accountRenewToken, name)
        case .disabling:
            _ = try administrator.call(.accountUpdate, AccountUpdate(account: name.account, isDisabled: true))
        case .deletion: _ = try administrator.call(.accountDelete, name)
        }
        service.loop.run(for: .milliseconds(500))
        executor.publish(2...4, of: job)
        try executor.answered(4, of: job)
        service.loop.run(for: .seconds(1))
        #expect(listener.events.map(\.sequence) == [3])
        #expect(watcher.events.map(\.sequence) == [3, 4, 5, 6])
        #expect(watcher.markers.count == 2)
        #expect(service.failures.events.isEmpty)
    }

    @Test func aFollowerIsToldWhyItsTimelineEnds() throws {
        let service = try TestedCoordinator()
        let followed = try Followed(service, try service.connectClient())
        service.loop.run(for: .milliseconds(200))
        _ = try self.administrator(service).call(
            .accountRenewToken, AccountName(account: TestedCoordinator.user))
        service.loop.run(until: { followed.end.events.count == 1 }, within: .seconds(30))
        #expect(followed.end.events == ["account.tokenRenewed"])
    }

    @Test func aWrongTokenIsToldAtOnce() throws {
        let service = try TestedCoordinator()
        let connection = ClientConnection(
            bus: service.bus, loop: service.loop, commandsEndpoint: Endpoint("inproc://commands"),
            credentials: Credentials(account: TestedCoordinator.user, token: "spw_user_wrong"))
        let refusal = EventRecorder<String>()
        let begin = service.loop.now
        Task(executorPreference: service.loop) {
            do throws(RuntimeError) {
                try await connection.open(within: .seconds(10))
            } catch {
                refusal.record(error.code.rawValue)
            }
        }
        service.loop.run(until: { !refusal.events.isEmpty }, within: .seconds(30))
        #expect(refusal.events == ["account.notAllowed"])
        // Of simulated time, which nothing else moves.
        #expect(service.loop.now - begin < .seconds(1))
    }
}
