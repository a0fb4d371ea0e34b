public import ArgumentParser
import CommandLineInterface
import RuntimeClient
public import RuntimeModel
import RuntimeWire

struct AccountCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "account", abstract: "Manages accounts; for administrators.",
        subcommands: [
            Create.self, List.self, Update.self, Token.self, Disable.self, Enable.self, Delete.self,
        ])

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes an account and prints its token, this once.")
        @Argument(help: "Up to 32 lower-case letters, digits and hyphens.") var name: String
        @Option(help: "user (runs programs), author (uploads them as well), administrator or worker.")
        var role: AccountRole = .user
        @Flag(help: "Whether it may make its programs public.") var mayPublish = false
        @OptionGroup var quotas: QuotaOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let made = try await Session.run {
                try await $0.createAccount(
                    AccountID(self.name), role: self.role, mayPublish: self.mayPublish,
                    quotas: self.quotas.quotas())
            }
            self.output.object(made, [("account", made.account.rawValue), ("token", made.token)])
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists the accounts, with what they take up of what they may.")
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let accounts = try await Session.run { try await $0.accounts() }
            self.output.rows(
                accounts,
                heading: ["ACCOUNT", "ROLE", "PUBLISHES", "STATE", "WAITING", "RUNNING", "BYTES", "CREATED"]
            ) {
                [
                    $0.account.rawValue, $0.role.rawValue, $0.mayPublish ? "yes" : "no",
                    $0.isDisabled ? "disabled" : "enabled",
                    Self.share($0.usage.queuedJobCount, $0.quotas.queuedJobCountMax),
                    Self.share($0.usage.runningJobCount, $0.quotas.runningJobCountMax),
                    Self.share($0.usage.storedByteCount, $0.quotas.storedByteCountMax),
                    TimeText.of($0.createdAt),
                ]
            }
        }

        private static func share(_ count: Int, _ limit: Int?) -> String {
            "\(count)" + (limit.map { "/\($0)" } ?? "")
        }
    }

    struct Update: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Changes an account's rights and quotas.")
        @Argument(help: "The account.") var name: String
        @Option(help: "user, author, administrator or worker.") var role: AccountRole?
        @Flag(inversion: .prefixedNo, help: "Whether it may make its programs public.") var mayPublish: Bool?
        @OptionGroup var quotas: QuotaOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            guard self.role != nil || self.mayPublish != nil || self.quotas.isGiven else {
                throw ValidationError("There is nothing to update.")
            }
            try await AccountCommand.change(self.name, self.output) { client, account in
                var quotas: AccountQuotas?
                if self.quotas.isGiven {
                    let known = try await client.accounts().first { $0.account == account }
                    quotas = self.quotas.quotas(over: known?.quotas ?? AccountQuotas())
                }
                return try await client.updateAccount(
                    account, role: self.role, mayPublish: self.mayPublish, quotas: quotas)
            }
        }
    }

    struct Token: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Replaces an account's token and prints the new one, this once.",
            discussion: """
                The tokens of the accounts that the first start made stand in files; remove such a file and start \
                the service anew instead.
                """)
        @Argument(help: "The account.") var name: String
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let made = try await Session.run { try await $0.renewToken(of: AccountID(self.name)) }
            self.output.object(made, [("account", made.account.rawValue), ("token", made.token)])
        }
    }

    struct Disable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lets an account's token open nothing, and its waiting jobs wait on.")
        @Argument(help: "The account.") var name: String
        @OptionGroup var output: OutputOptions

        func run() async throws {
            try await AccountCommand.change(self.name, self.output) {
                try await $0.updateAccount($1, isDisabled: true)
            }
        }
    }

    struct Enable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Undoes disable.")
        @Argument(help: "The account.") var name: String
        @OptionGroup var output: OutputOptions

        func run() async throws {
            try await AccountCommand.change(self.name, self.output) {
                try await $0.updateAccount($1, isDisabled: false)
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

    private static func change(
        _ name: String, _ output: OutputOptions,
        _ change: (RuntimeClient, AccountID) async throws -> AccountSummary
    ) async throws {
        let row = try await Session.run { try await change($0, AccountID(name)) }
        output.object(
            row,
            [
                ("account", row.account.rawValue), ("role", row.role.rawValue),
                ("publishes", row.mayPublish ? "yes" : "no"),
                ("state", row.isDisabled ? "disabled" : "enabled"),
            ])
    }
}

extension AccountRole: ExpressibleByArgument {}
