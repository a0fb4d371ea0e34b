import ArgumentParser
import CommandLineInterface
import RuntimeModel
import RuntimeWire
import Spinwire
import UnixSignals

extension JobCommand {
    struct Follow: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows what many jobs tell, those included that are accepted later. Ctrl-C ends it.",
            discussion: """
                Without a choice all jobs of the account are followed (of all accounts, for an administrator). Each \
                job's events come once each and in order.
                """)
        @Option(help: "Only jobs of this program.") var program: String?
        @Option(help: "Only jobs with this tag; may be repeated for jobs with all of them.") var tag:
            [String] = []
        @Option(help: "Only jobs of this account; for administrators.") var account: String?
        @Option(help: "Only jobs of this session.") var session: String?
        @Option(help: "Only jobs next to this backend.") var backend: String?
        @Option(help: "Also jobs accepted since then that have ended: 2026-01-31 or 2026-01-31T10:30:00Z.")
        var after: String?
        @OptionGroup var output: OutputOptions

        func validate() throws {
            if let after, TimeText.read(after) == nil {
                throw ValidationError("A time reads 2026-01-31 or 2026-01-31T10:30:00Z.")
            }
        }

        func run() async throws {
            let choice = JobChoice(
                account: self.account.map { AccountID($0) }, program: self.program.map { ProgramID($0) },
                backend: self.backend, tags: self.tag, session: self.session.map { SessionID($0) })
            let after = self.after.flatMap(TimeText.read)
            try await Session.run { client in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask {
                        for try await event in client.events(of: choice, createdAfter: after) {
                            self.show(event)
                        }
                    }
                    group.addTask {
                        for await _ in await UnixSignalsSequence(trapping: .sigint) { return }
                    }
                    defer { group.cancelAll() }
                    try await group.next()
                }
            }
        }

        private func show(_ event: JobEvent) {
            if self.output.json { return Console.output(EventLine.json(event, of: event.job)) }
            guard let (stream, line) = EventLine.text(event) else { return }
            // Each line says whose it is: a job that writes many of them speaks for no other.
            let text = TerminalText.lines(line).split(separator: "\n", omittingEmptySubsequences: false)
                .map { "\(event.job) \($0)" }.joined(separator: "\n")
            switch stream {
            case .output: Console.output(text)
            case .error: Console.error(text)
            }
        }
    }
}
