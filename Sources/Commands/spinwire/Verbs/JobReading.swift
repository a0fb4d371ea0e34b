import ArgumentParser
import CommandLineInterface
import RuntimeModel
import RuntimeWire
import Spinwire

extension JobCommand {
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists jobs, newest first.")
        @Option(help: "Most rows.") var limit = 20
        @Option(help: "Rows to skip.") var offset = 0
        @Flag(help: "Only jobs that have not ended.") var pending = false
        @Option(help: "Only jobs of this program.") var program: String?
        @Option(help: "Only jobs with this tag.") var tag: String?
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let page = try await Session.run {
                try await $0.jobs(
                    limit: self.limit, offset: self.offset, pending: self.pending ? true : nil,
                    program: self.program.map { ProgramID($0) }, tag: self.tag)
            }
            self.output.rows(page.rows, heading: ["JOB", "STATUS", "PROGRAM", "BACKEND", "CREATED", "ENDED"])
            { row in
                [
                    row.jobID.description, row.status.rawValue, row.programID.rawValue, row.backend,
                    TimeText.of(row.createdAt), TimeText.of(row.endedAt),
                ]
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Shows a job.")
        @Argument(help: "The job's id.") var job: JobID
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let job = try await Session.run { try await $0.job(self.job).summary() }
            self.output.object(
                job,
                [
                    ("job", job.jobID.description), ("status", job.status.rawValue),
                    ("reason", job.reason ?? "-"),
                    ("program", "\(job.programID) version \(job.programVersion)"),
                    ("backend", job.backend), ("owner", job.owner.rawValue), ("attempt", "\(job.attempt)"),
                    ("events", "\(job.last)"),
                    ("tags", job.tags.isEmpty ? "-" : job.tags.joined(separator: ", ")),
                    ("created", TimeText.of(job.createdAt)), ("started", TimeText.of(job.startedAt)),
                    ("ended", TimeText.of(job.endedAt)),
                ])
        }
    }

    struct Logs: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints what a job has written to stdout and stderr so far.")
        @Argument(help: "The job's id.") var job: JobID
        @Flag(help: "Go on until the job ends.") var follow = false
        @OptionGroup var output: OutputOptions

        func run() async throws {
            try await Session.run { client in
                let job = client.job(self.job)
                let summary = try await job.summary()
                if summary.last == 0 && !self.follow { return }
                for try await event in job.events() {
                    if event.kind == .log { self.print(event) }
                    if !self.follow, event.sequence >= summary.last { break }
                }
            }
        }

        private func print(_ event: JobEvent) {
            if self.output.json { return Console.output(EventLine.json(event, of: self.job)) }
            if let (_, line) = EventLine.text(event) { Console.output(line) }
        }
    }

    struct Watch: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows a job's timeline, past and live, until the job ends. Ctrl-C detaches.")
        @Argument(help: "The job's id.") var job: JobID
        @Option(help: "Begin after this sequence.") var after: UInt64 = 0
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let status = try await Session.run { client in
                let job = client.job(self.job)
                return try await JobFollower(job: job, json: self.output.json, interrupt: .detach)
                    .follow(after: self.after)
            }
            if status != .success { throw status }
        }
    }
}
