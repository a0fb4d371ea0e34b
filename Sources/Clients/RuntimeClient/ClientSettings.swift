public import Foundation
public import RuntimeModel

/// Where a service is and who the client is there, found without arguments.
///
/// In this order: what the caller says, the environment (`SPINWIRE_URL`, `SPINWIRE_TOKEN`), the file named by
/// `SPINWIRE_CLIENT_FILE`, and `client.json` in the state folder, which the coordinator writes for the account that
/// its first start makes. The file is JSON with the keys `url` and `token`, of mode 0600.
public struct ClientSettings: Sendable {
    /// Where commands go: `ipc://PATH` or `tcp://HOST:PORT`.
    public let url: String
    /// The token, `spw_<account>_<secret>`. Never on a command line, never in a log.
    public let token: String

    /// Looks up what is not given.
    ///
    /// - Throws: `configuration.invalid`, saying where it looked.
    public static func find(
        url: String? = nil, token: String? = nil,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(RuntimeError) -> ClientSettings {
        let url = url ?? environment["SPINWIRE_URL"]
        let token = token ?? environment["SPINWIRE_TOKEN"]
        if let url, let token { return ClientSettings(url: url, token: token) }
        let path = environment["SPINWIRE_CLIENT_FILE"] ?? Self.stateFolder(environment) + "/client.json"
        let file: ClientFile
        do {
            file = try JSONDecoder().decode(
                ClientFile.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
        } catch {
            throw RuntimeError(
                .configurationInvalid,
                "No service is known: start one, or set SPINWIRE_URL and SPINWIRE_TOKEN, or SPINWIRE_CLIENT_FILE.",
                context: ["file": path], cause: error)
        }
        return ClientSettings(url: url ?? file.url, token: token ?? file.token)
    }

    /// Where a service keeps its state unless its topology says otherwise.
    public static func stateFolder(_ environment: [String: String]) -> String {
        if let folder = environment["SPINWIRE_STATE"] { return folder }
        if getuid() == 0 { return "/var/lib/spinwire" }
        let base =
            environment["XDG_STATE_HOME"] ?? (environment["HOME"] ?? NSHomeDirectory()) + "/.local/state"
        return base + "/spinwire"
    }

    /// The account that a token's text names; `nil` when it is no token.
    package var account: AccountID? { AccountID(ofToken: self.token) }

    private struct ClientFile: Decodable {
        let url: String
        let token: String
    }
}
