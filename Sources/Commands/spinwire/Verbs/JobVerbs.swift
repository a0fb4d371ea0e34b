import ArgumentParser

struct JobCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "job", abstract: "Looks after jobs.",
        subcommands: [
            List.self, Show.self, Watch.self, Follow.self, Logs.self, Inputs.self, Result.self, Wait.self,
            Metrics.self, Verify.self, Rerun.self, Compare.self, Cancel.self, Tag.self, Delete.self,
        ])
}
