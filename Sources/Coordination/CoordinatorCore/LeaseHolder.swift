package import RuntimeModel

/// Who has a lease: one start of one worker's process.
package struct LeaseHolder: Hashable, Sendable {
    package let worker: WorkerID
    /// Changes with every start of the worker's process.
    package let incarnation: String

    package init(worker: WorkerID, incarnation: String) {
        self.worker = worker
        self.incarnation = incarnation
    }
}
