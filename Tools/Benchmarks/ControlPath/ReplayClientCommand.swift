import ArgumentParser
import EventLoop
import Foundation
import MessageBus
import RuntimeClient
import RuntimeModel
import RuntimeWire
import ZeroMQBus

/// `control-path replay`: reads a job's timeline from its first event to its last, as a user's program does.
///
/// Prints one JSON line: interim results, and seconds from the wish to the last one.
struct ReplayClientCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "replay")

    @Argument(help: "The job.") var job: String
    @Option(help: "How often.") var rounds = 1

    struct Summary: Encodable {
        var events: Int
        var seconds: [Double]
    }

    func run() async throws {
        guard let id = JobID(self.job) else { throw ValidationError("That is no job.") }
        let settings = try ClientSettings.find()
        guard let account = settings.account else { throw ValidationError("SPINWIRE_TOKEN is not a token.") }
        let loop = try EventLoop(name: "replay-client")
        loop.start()
        let connection = ClientConnection(
            bus: try ZeroMQBus(), loop: loop, commandsEndpoint: Endpoint(settings.url),
            credentials: Credentials(account: account, token: settings.token))
        try await connection.open(within: .seconds(10))
        let client = RuntimeClient(connection: connection)
        var summary = Summary(events: 0, seconds: [])
        for _ in 0..<self.rounds {
            let begin = ContinuousClock.now
            var interim = 0
            for try await event in client.job(id).events() where event.kind == .interim { interim += 1 }
            summary.seconds.append((ContinuousClock.now - begin) / .seconds(1))
            summary.events = interim
        }
        print(String(decoding: try JSONEncoder().encode(summary), as: UTF8.self))
        await client.close()
    }
}
