import ArgumentParser

struct JobCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "job", abstract: "Looks after jobs.",
        subcommands: [
            List.self, Show.self, Watch.self, Logs.self, Result.self, Verify.self, Cancel.self, Tag.self,
            Delete.self,
        ])
}
