import ArgumentParser
import CommandLineInterface
import RuntimeModel
import RuntimeWire
import Spinwire

extension JobCommand {
    struct Result: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints a job's result, as the program encoded it; waits for the job's end.")
        @Argument(help: "The job's id.") var job: JobID
        @Flag(inversion: .prefixedNo, help: "Whether to wait for the end.") var wait = true
        @Option(help: ArgumentHelp("Write it to this file instead, however long it is.", valueName: "file"))
        var save: String?
        @Option(help: "Wait so many seconds at most.") var timeout: Double?
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let result = try await Session.run { client in
                let job = client.job(self.job)
                let summary = try await job.summary()
                guard self.wait || summary.status.isFinal else {
                    throw RuntimeError(
                        .jobNotFinal, "The job has not ended.",
                        context: ["job_id": self.job.description, "status": summary.status.rawValue])
                }
                let timeout = try JobCommand.duration(self.timeout)
                guard let save = self.save else { return try await job.result(timeout: timeout) }
                try await job.downloadResult(to: save, timeout: timeout)
                return []
            }
            if self.save != nil { return }
            JobCommand.show(result, as: "result", of: self.job, self.output)
        }
    }

    /// Prints what a program or a user encoded, with `--json` as a member of an object.
    static func show(_ bytes: [UInt8], as name: String, of job: JobID, _ output: OutputOptions) {
        guard output.json else { return Console.output(text: bytes) }
        let id = JSONValue.string(job.description)
        guard JSONInput.isJSON(bytes) else {
            // What is not JSON is shown as text.
            let text = JSONValue.string(String(decoding: bytes, as: UTF8.self))
            return Console.output(JSONText.line(JSONValue.object(["job_id": id, name: text])))
        }
        Console.output(JSONText.line(["job_id": id], name, json: bytes))
    }

    struct Cancel: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Cancels a job; returns when the wish is durable, or with --wait when the job has ended.")
        @Argument(help: "The job's id.") var job: JobID
        @Flag(help: "Wait until the job's processes are gone.") var wait = false
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let status = try await Session.run { client in
                let job = client.job(self.job)
                var status = try await job.cancel()
                if self.wait, !status.isFinal {
                    for try await event in job.events() where event.isLast { break }
                    status = try await job.summary().status
                }
                return status
            }
            if self.output.json {
                Console.output(
                    JSONText.line(["job_id": self.job.description, "status": status.rawValue]))
            } else {
                Console.output(status.rawValue)
            }
        }
    }

    struct Tag: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Replaces the words to find a job by.")
        @Argument(help: "The job's id.") var job: JobID
        @Argument(help: "The new tags; none takes all away.") var tags: [String] = []
        @OptionGroup var output: OutputOptions

        func run() async throws {
            try await Session.run { try await $0.job(self.job).updateTags(self.tags) }
            if self.output.json {
                let tags = JSONValue.array(self.tags.map { .string($0) })
                Console.output(
                    JSONText.line(JSONValue.object(["job_id": .string(self.job.description), "tags": tags])))
            }
        }
    }

    struct Delete: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Deletes a job that has ended, with its timeline and result.")
        @Argument(help: "The job's id.") var job: JobID
        @OptionGroup var output: OutputOptions

        func run() async throws {
            try await Session.run { try await $0.job(self.job).delete() }
            if self.output.json { Console.output(JSONText.line(["job_id": self.job.description])) }
        }
    }
}
