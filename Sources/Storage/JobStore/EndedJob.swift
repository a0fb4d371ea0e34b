package import RuntimeModel

/// A job that has ended and whose inputs and timeline are kept.
package struct EndedJob: Hashable, Sendable {
    /// The job.
    package var id: JobID
    /// Bytes of its inputs and events, wherever they are.
    package var storedByteCount: Int

    package init(id: JobID, storedByteCount: Int) {
        self.id = id
        self.storedByteCount = storedByteCount
    }
}
