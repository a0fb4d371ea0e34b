public import ArgumentParser
import CommandLineInterface
import RuntimeClient
public import RuntimeModel
import RuntimeWire

struct AccountCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "account", abstract: "Manages accounts; for administrators.",
        subcommands: [Create.self, List.self, Delete.self])

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes an account and prints its token, this once.")
        @Argument(help: "Up to 32 lower-case letters, digits and hyphens.") var name: String
        @Option(help: "user, administrator or worker.") var role: AccountRole = .user
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let made = try await Session.run {
                try await $0.createAccount(AccountID(self.name), role: self.role)
            }
            self.output.object(made, [("account", made.account.rawValue), ("token", made.token)])
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the accounts.")
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let accounts = try await Session.run { try await $0.accounts() }
            self.output.rows(accounts, heading: ["ACCOUNT", "ROLE", "CREATED"]) {
                [$0.account.rawValue, $0.role.rawValue, TimeText.of($0.createdAt)]
            }
        }
    }

    struct Delete: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Deletes an account; its programs and jobs stay.")
        @Argument(help: "The account.") var name: String
        @OptionGroup var output: OutputOptions

        func run() async throws {
            try await Session.run { try await $0.deleteAccount(AccountID(self.name)) }
            if self.output.json { Console.output(JSONText.line(["account": self.name])) }
        }
    }
}

extension AccountRole: ExpressibleByArgument {}
