import RuntimeClient
import RuntimeModel
import RuntimeTestKit

/// A job whose events a client reads to their end.
final class Followed {
    let job: Job
    /// What the client was shown, in order.
    let seen = EventRecorder<JobEvent>()
    /// `end`, or the code of the error that ended the reading.
    let end = EventRecorder<String>()

    init(_ service: TestedCoordinator, job: Job) {
        self.job = job
        let (seen, end) = (self.seen, self.end)
        Task(executorPreference: job.client.connection.loop) {
            do {
                for try await event in job.events() { seen.record(event) }
                end.record("end")
            } catch let error as RuntimeError {
                end.record(error.code.rawValue)
            }
        }
    }

    /// Uploads a program and runs it.
    convenience init(_ service: TestedCoordinator, _ client: RuntimeClient) throws {
        let started = service.loop.run {
            try await client.run(try await client.upload(source: "source", metadata: metadata()))
        }
        self.init(service, job: try unwrap(started).get())
    }
}
