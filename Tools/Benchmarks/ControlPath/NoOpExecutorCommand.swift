import ArgumentParser
import EventLoop
import Foundation
import MessageBus
import RuntimeClient
import ZeroMQBus

/// `control-path executor`: registers at the workers' endpoint and answers leases until it is ended.
struct NoOpExecutorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "executor")

    @Option(help: "The coordinator's endpoint for workers.") var endpoint: String
    @Option(help: "Interim results of each job.") var events = 10
    @Option(help: "Jobs at once.") var slots = 256

    func run() async throws {
        let settings = try ClientSettings.find(url: self.endpoint)
        guard let account = settings.account else { throw ValidationError("SPINWIRE_TOKEN is not a token.") }
        let loop = try EventLoop(name: "no-op-executor")
        loop.start()
        let executor = try NoOpExecutor(loop: loop, eventCount: self.events, slots: self.slots)
        try await executor.start(
            bus: try ZeroMQBus(), endpoint: Endpoint(self.endpoint),
            credentials: Credentials(account: account, token: settings.token))
        // Ends with standard input: the benchmark's own pipe.
        while let line = readLine(), line != "stop" {}
    }
}
