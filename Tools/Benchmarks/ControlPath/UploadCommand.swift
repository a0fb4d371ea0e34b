import ArgumentParser
import EventLoop
import Foundation
import MessageBus
import RuntimeClient
import RuntimeModel
import ZeroMQBus

/// `control-path upload`: runs a program with inputs from files, one after the other, as their paths come by stdin.
///
/// For each it prints how many seconds it took until the job, and so its inputs, were durable.
struct UploadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "upload")

    @Argument(help: "The program to run.") var program: String

    func run() async throws {
        let settings = try ClientSettings.find()
        guard let account = settings.account else { throw ValidationError("SPINWIRE_TOKEN is not a token.") }
        let loop = try EventLoop(name: "upload-client")
        loop.start()
        let connection = ClientConnection(
            bus: try ZeroMQBus(), loop: loop, commandsEndpoint: Endpoint(settings.url),
            credentials: Credentials(account: account, token: settings.token))
        try await connection.open(within: .seconds(10))
        let client = RuntimeClient(connection: connection)
        print("ready")
        fflush(nil)
        while let path = readLine() {
            let begin = ContinuousClock.now
            _ = try await client.run(ProgramID(self.program), inputsFile: path)
            print((ContinuousClock.now - begin) / .seconds(1))
            fflush(nil)
        }
        await client.close()
    }
}
