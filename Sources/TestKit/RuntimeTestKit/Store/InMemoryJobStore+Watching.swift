import JobStore
package import RuntimeModel

extension InMemoryJobStore {
    /// The last committed sequence of a job, at this very moment; `nil` when the job itself is not committed.
    package func committedSequence(of id: JobID) -> UInt64? {
        // A store that has crashed or was closed knows nothing any more.
        (try? self.read { $0.jobs[id]?.job.progress.lastSequence }) ?? nil
    }
}
