import ArgumentParser

struct ProgramCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "program", abstract: "Uploads and manages programs.",
        subcommands: [Upload.self, Update.self, List.self, Show.self, Delete.self])
}
