import ArgumentParser

/// The parties of the control-path benchmark, each run as a process of its own by `Tools/Benchmarks/control_path.py`.
@main struct ControlPath: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "control-path", abstract: "The parties of the control-path benchmark.",
        subcommands: [
            NoOpExecutorCommand.self, LoadClientCommand.self, ReplayClientCommand.self, FillStoreCommand.self,
            UploadCommand.self, ValidateCommand.self,
        ])
}
