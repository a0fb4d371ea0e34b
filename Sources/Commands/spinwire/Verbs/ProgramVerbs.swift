import ArgumentParser

struct ProgramCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "program", abstract: "Uploads and manages programs.",
        subcommands: [
            New.self, Check.self, Upload.self, Update.self, List.self, Show.self, History.self,
            SetVisibility.self, Share.self,
            Delete.self,
        ])
}
