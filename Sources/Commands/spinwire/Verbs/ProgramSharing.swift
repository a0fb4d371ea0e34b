import ArgumentParser
import CommandLineInterface
import RuntimeModel
import Spinwire

extension ProgramCommand {
    /// Who may see and run a program.
    enum Visibility: String, EnumerableFlag, ExpressibleByArgument {
        /// Every account.
        case `public`
        /// Its owner, and the accounts that it is shared with.
        case `private`
    }

    struct SetVisibility: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes a program public or private.",
            discussion: "Only accounts that may publish make a program public.")
        @Argument(help: "The program's id.") var program: String
        @Argument(help: "public or private.") var visibility: Visibility
        @OptionGroup var output: OutputOptions

        func run() async throws {
            try await Session.run {
                try await $0.setVisibility(of: ProgramID(self.program), isPublic: self.visibility == .public)
            }
            if self.output.json {
                Console.output(
                    JSONText.line(["program_id": self.program, "visibility": self.visibility.rawValue]))
            }
        }
    }

    struct Share: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Says which accounts may see and run a private program, besides its owner.")
        @Argument(help: "The program's id.") var program: String
        @Argument(help: "The accounts; those that are not named may not any more.") var accounts: [String] =
            []
        @OptionGroup var output: OutputOptions

        func run() async throws {
            try await Session.run {
                try await $0.share(ProgramID(self.program), with: self.accounts.map { AccountID($0) })
            }
            if self.output.json {
                let members: JSONValue = [
                    "program_id": .string(self.program),
                    "shared_with": .array(self.accounts.map { .string($0) }),
                ]
                Console.output(JSONText.line(members))
            }
        }
    }
}
