import MessageBus
import RuntimeModel
import Synchronization

/// Which endpoints are bound, who is connected, and who waits for an endpoint to be bound.
final class Switchboard: Sendable {
    private struct State {
        var authenticator: (any Authenticator)?
        var listeners: [Endpoint: any ListeningEnd] = [:]
        /// In the order of their arrival.
        var waiting: [any ConnectingEnd] = []
        /// In the order of their numbers.
        var connections: [Connection] = []
        var connectionCount: UInt64 = 0
    }
    private let link: any MessageLink
    private let state = Mutex(State())

    init(link: any MessageLink) { self.link = link }

    var authenticator: (any Authenticator)? {
        get { self.state.withLock { $0.authenticator } }
        set { self.state.withLock { $0.authenticator = newValue } }
    }

    /// The connections that are open, in the order of their numbers.
    var openConnections: [Connection] { self.state.withLock { $0.connections }.filter(\.isOpen) }

    func bind(_ listener: any ListeningEnd, to endpoint: Endpoint) throws(RuntimeError) {
        let waiting = try self.state.withLock { state throws(RuntimeError) -> [any ConnectingEnd] in
            guard state.listeners[endpoint] == nil else {
                throw RuntimeError(
                    .configurationInvalid, "Another socket of this process is bound to the endpoint.",
                    context: ["endpoint": endpoint.address])
            }
            state.listeners[endpoint] = listener
            let waiting = state.waiting.filter { $0.endpoint == endpoint }
            state.waiting.removeAll { $0.endpoint == endpoint }
            return waiting
        }
        for connector in waiting { self.connect(connector) }
    }

    func unbind(_ endpoint: Endpoint) { self.state.withLock { $0.listeners[endpoint] = nil } }

    /// Connects now, or as soon as the endpoint is bound by somebody who accepts the credentials.
    func connect(_ connector: any ConnectingEnd) {
        let listener = self.state.withLock { $0.listeners[connector.endpoint] }
        // An authenticator is foreign code: not under the lock.
        let identity = listener?.authenticator?.identity(for: connector.credentials)
        let connection = self.state.withLock { state -> Connection? in
            guard let listener, let identity, state.listeners[connector.endpoint] === listener else {
                state.waiting.append(connector)
                return nil
            }
            state.connectionCount += 1
            state.connections.removeAll { !$0.isOpen }
            let connection = Connection(
                number: state.connectionCount, identity: identity, listener: listener, connector: connector,
                link: self.link)
            state.connections.append(connection)
            return connection
        }
        connection?.open()
        if listener != nil, identity == nil { connector.loop.post { connector.refused() } }
    }

    /// Forgets a socket that waits.
    func withdraw(_ connector: any ConnectingEnd) {
        self.state.withLock { $0.waiting.removeAll { $0 === connector } }
    }

    /// Unbinds, withdraws and disconnects whatever lives on a loop.
    func abandonSockets(on loop: any BusLoop) {
        let connections = self.state.withLock { state -> [Connection] in
            state.listeners = state.listeners.filter { $0.value.loop !== loop }
            state.waiting.removeAll { $0.loop === loop }
            return state.connections.filter { $0.touches(loop) }
        }
        for connection in connections { connection.close() }
    }
}
