import RuntimeModel
package import RuntimeWire

extension EventRecord {
    /// Length of the body, wherever it is: what the event counts for in its owner's quota.
    package var storedByteCount: Int {
        self.bodyForm == .inline ? self.body.count : BodyReference(encoded: self.body)?.byteCount ?? 0
    }
}
