import CoordinatorCore
import Logging
import MessageBus
import RuntimeModel

extension Coordinator {
    func makeEventSocket(at endpoint: Endpoint) throws(RuntimeError) -> any PublisherSocket {
        let limits = self.limits.publishingSocket
        return try self.bus.makePublisher(on: self.loop, at: endpoint, limits: limits) { request in
            self.assumeIsolated { $0.subscriptionWished(request) }
        }
    }

    /// Ends what an account hears: its token, its rights or the account itself are not what they were.
    ///
    /// ZeroMQ cannot end one connection of a publisher, so all of them end: each subscriber connects anew, shows a token
    /// that has to count now, asks again for its topics, and reads from the timelines what it missed.
    func endSubscriptions(of account: AccountID) {
        self.feeds.closeAll(of: account)
        self.endAwaits(of: account)
        guard let events = self.events else { return }
        self.events = nil
        events.close()
        self.logger.info("event connections are made anew", metadata: ["account": "\(account)"])
        self.rebindEvents(at: events.endpoint, triesLeft: Self.rebindCountMax)
    }

    /// How often binding the endpoint again is tried: the system may take a moment to free it.
    private static let rebindCountMax = 500
    private static let rebindInterval: Duration = .milliseconds(10)

    private func rebindEvents(at endpoint: Endpoint, triesLeft: Int) {
        guard !self.isStopped else { return }
        do throws(RuntimeError) {
            self.events = try self.makeEventSocket(at: endpoint)
        } catch {
            guard triesLeft > 0 else {
                self.logger.critical("the endpoint of events is lost", metadata: ["error": "\(error)"])
                return self.stop()
            }
            _ = self.loop.schedule(after: Self.rebindInterval) {
                self.assumeIsolated { $0.rebindEvents(at: endpoint, triesLeft: triesLeft - 1) }
            }
        }
    }
}
