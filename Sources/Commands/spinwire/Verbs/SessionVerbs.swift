public import ArgumentParser
import CommandLineInterface
public import RuntimeModel
import RuntimeWire
import Spinwire

struct SessionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "session", abstract: "Keeps processes warm for jobs that belong together.",
        discussion: """
            A job of a session (`spinwire run --session ID`) finds the process of the last one of the same program, \
            its imports done and its modules' variables as they were left.
            """,
        subcommands: [Open.self, List.self, Show.self, Close.self, Cancel.self])

    struct Open: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Opens a session and prints its id.")
        @Option(help: "Backend of jobs that name none, or least_busy.") var backend: String?
        @Option(help: ArgumentHelp("How long it takes jobs.", valueName: "seconds")) var timeToLive: Int?
        @Option(help: ArgumentHelp("How long it may be without a job.", valueName: "seconds"))
        var idleTime: Int?
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let session = try await Session.run {
                try await $0.openSession(
                    backend: self.backend, timeToLive: self.timeToLive, idleTimeMax: self.idleTime)
            }
            Console.output(self.output.json ? JSONText.line(session) : session.sessionID.rawValue)
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists sessions, newest first.")
        @Option(help: "Most rows.") var limit = 20
        @Flag(help: "Only those that take jobs.") var open = false
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let sessions = try await Session.run {
                try await $0.sessions(limit: self.limit, isOpen: self.open ? true : nil).rows
            }
            self.output.rows(
                sessions, heading: ["SESSION", "STATUS", "BACKEND", "PENDING", "OWNER", "CREATED"]
            ) {
                [
                    $0.sessionID.rawValue, $0.status.rawValue, $0.backend ?? "-", "\($0.pendingJobCount)",
                    $0.owner.rawValue, TimeText.of($0.createdAt),
                ]
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Shows a session.")
        @Argument(help: "The session's id.") var session: SessionID
        @OptionGroup var output: OutputOptions

        func run() async throws {
            SessionCommand.show(try await Session.run { try await $0.session(self.session) }, self.output)
        }
    }

    struct Close: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Ends a session; jobs that it took run to their end.")
        @Argument(help: "The session's id.") var session: SessionID
        @OptionGroup var output: OutputOptions

        func run() async throws {
            SessionCommand.show(try await Session.run { try await $0.close(self.session) }, self.output)
        }
    }

    struct Cancel: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Ends a session and cancels the jobs that it took.")
        @Argument(help: "The session's id.") var session: SessionID
        @OptionGroup var output: OutputOptions

        func run() async throws {
            SessionCommand.show(
                try await Session.run { try await $0.close(self.session, cancelsJobs: true) }, self.output)
        }
    }

    private static func show(_ session: SessionSummary, _ output: OutputOptions) {
        output.object(
            session,
            [
                ("session", session.sessionID.rawValue), ("status", session.status.rawValue),
                ("reason", session.reason ?? "-"), ("backend", session.backend ?? "-"),
                ("pending", "\(session.pendingJobCount)"), ("time to live", "\(session.timeToLive) s"),
                ("idle time", "\(session.idleTimeMax) s"), ("created", TimeText.of(session.createdAt)),
                ("ended", session.endedAt.map(TimeText.of) ?? "-"),
            ])
    }
}

extension SessionID: ExpressibleByArgument {
    /// Takes any text: the service knows which are ids.
    public init?(argument: String) { self.init(argument) }
}
