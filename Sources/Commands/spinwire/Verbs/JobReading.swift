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
        @Option(help: "Go on behind the list whose end showed this cursor.") var cursor: String?
        @Flag(help: "Only jobs that have not ended.") var pending = false
        @Flag(help: "Only jobs that have ended.") var ended = false
        @Option(help: "Only jobs of this account; for administrators.") var account: String?
        @Option(help: "Only jobs of this program.") var program: String?
        @Option(help: "Only jobs next to this backend.") var backend: String?
        @Option(help: "Only jobs with this tag; may be repeated for jobs with all of them.") var tag:
            [String] = []
        @Option(help: "Only jobs of this session.") var session: String?
        @Option(help: "Only jobs accepted then or later: 2026-01-31 or 2026-01-31T10:30:00Z.") var after:
            String?
        @Option(help: "Only jobs accepted before.") var before: String?
        @Option(help: "newest or oldest first.") var sort = JobOrder.newest
        @OptionGroup var output: OutputOptions

        func validate() throws {
            if self.pending, self.ended { throw ValidationError("A job is pending or has ended.") }
            for text in [self.after, self.before] where text != nil && TimeText.read(text ?? "") == nil {
                throw ValidationError("A time reads 2026-01-31 or 2026-01-31T10:30:00Z.")
            }
        }

        func run() async throws {
            let query = JobQuery(
                limit: self.limit, skip: self.offset, pending: self.pending ? true : self.ended ? false : nil,
                account: self.account.map { AccountID($0) },
                program: self.program.map { ProgramID($0) }, backend: self.backend, tags: self.tag,
                session: self.session.map { SessionID($0) }, createdAfter: self.after.flatMap(TimeText.read),
                createdBefore: self.before.flatMap(TimeText.read), sort: self.sort, cursor: self.cursor)
            let page = try await Session.run { try await $0.jobs(query) }
            if !self.output.json, page.rows.count < page.count {
                Console.error(
                    "\(page.rows.count) of \(page.count) jobs"
                        + (page.next.map { "; go on with --cursor \($0)" } ?? ""))
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
                    ("reruns", job.rerunOf?.description ?? "-"),
                    ("created", TimeText.of(job.createdAt)), ("started", TimeText.of(job.startedAt)),
                    ("ended", TimeText.of(job.endedAt)),
                ]
                    + (job.canceller.map {
                        [("cancelled by", $0.rawValue), ("wished", TimeText.of(job.cancelledAt))]
                    } ?? [])
                    + (job.resumedFrom.map {
                        [("went on with", "\($0)"), ("numbered from", "\((job.eventsBefore ?? 0) + 1)")]
                    } ?? []))
        }
    }

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Proves that a client receives a job's whole timeline: recomputes its running hash.")
        @Argument(help: "The job's id.") var job: JobID
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let proof = try await Session.run { try await $0.job(self.job).verify() }
            if self.output.json {
                Console.output(
                    JSONText.line(
                        JSONValue.object([
                            "job_id": .string(self.job.description), "events": .integer(Int64(proof.events)),
                            "hash": .string(proof.hash), "is_final": .bool(proof.isFinal),
                        ])))
            } else {
                let end = proof.isFinal ? "the whole timeline" : "the timeline so far; the job goes on"
                Console.output("\(proof.events) events, \(end)\n\(proof.hash)")
            }
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
