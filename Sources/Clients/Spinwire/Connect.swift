import EventLoop
import MessageBus
@_exported public import RuntimeClient
@_exported public import RuntimeModel
@_exported public import RuntimeWire
import ZeroMQBus

/// Connects to a Spinwire service.
///
/// Both arguments are found without being given on the machine where the service was started by this user; see
/// ``ClientSettings``. The connection owns one thread, until ``RuntimeClient/close()``.
///
/// - Throws: a ``RuntimeError``: `configuration.invalid` when no service is known or the token is none,
///   `service.unreachable` when it does not answer within ten seconds; `account.notAllowed`, at once, when it refuses the
///   token.
public func connect(url: String? = nil, token: String? = nil) async throws(RuntimeError) -> RuntimeClient {
    let settings = try ClientSettings.find(url: url, token: token)
    guard let account = settings.account else {
        throw RuntimeError(
            .configurationInvalid, "The token is not a Spinwire token (spw_<account>_<secret>).")
    }
    let loop = try EventLoop(name: "spinwire-client")
    loop.start()
    let bus = try ZeroMQBus()
    let connection = ClientConnection(
        bus: bus, loop: loop, commandsEndpoint: Endpoint(settings.url),
        credentials: Credentials(account: account, token: settings.token))
    let client = RuntimeClient(connection: connection) {
        bus.close()
        await loop.stop()
    }
    do throws(RuntimeError) {
        try await connection.open(within: .seconds(10))
    } catch {
        await client.close()
        throw error
    }
    return client
}
