import JobStore

/// What a lease carries besides its terms.
struct LeasePayload {
    var programName: String
    var source: StoredPayload
    var inputs: StoredPayload
    /// What an earlier run left for this one.
    var checkpoint: StoredPayload?

    var byteCount: Int {
        self.source.bytes.count + self.inputs.bytes.count + (self.checkpoint?.bytes.count ?? 0)
    }
}
