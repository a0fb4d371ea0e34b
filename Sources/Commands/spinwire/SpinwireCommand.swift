import ArgumentParser

/// The one executable: a subcommand for each service, and the verbs of its users.
struct SpinwireCommand: AsyncParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "spinwire",
        abstract: "Runs hybrid quantum programs on your own machine.",
        discussion: """
            Exit codes: 0 all went well; 1 the job failed or the service refused; 2 the command line or what it \
            names is wrong; 3 the service cannot be reached; 4 a service cannot run as it is configured; 130 \
            interrupted by Ctrl-C.

            Clients find the service by SPINWIRE_URL and SPINWIRE_TOKEN, by the file SPINWIRE_CLIENT_FILE, or by \
            client.json in the state folder (SPINWIRE_STATE; /var/lib/spinwire for root, ~/.local/state/spinwire \
            otherwise).
            """,
        version: Self.version,
        groupedSubcommands: [
            CommandGroup(
                name: "Programs and jobs",
                subcommands: [
                    RunCommand.self, ProgramCommand.self, JobCommand.self, SessionCommand.self,
                    BackendCommand.self,
                ]),
            CommandGroup(name: "Circuits", subcommands: [CircuitCommand.self]),
            CommandGroup(
                name: "The service",
                subcommands: [
                    UpCommand.self, CoordinatorCommand.self, ExecutorCommand.self, SimulatorCommand.self,
                    ServiceCommand.self, AccountCommand.self, EnvironmentCommand.self, TopologyCommand.self,
                    ZygoteLaunchCommand.self,
                ]),
        ])
}
