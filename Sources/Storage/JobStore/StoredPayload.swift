package import RuntimeModel

/// Bytes that a row holds, or the name of a stored body that does.
package struct StoredPayload: Hashable, Sendable {
    /// `inline`: `bytes` are the payload; `reference`: they are an encoded ``BodyReference``.
    package var form: BodyForm
    /// How the payload is to be read.
    package var contentType: ContentType
    /// The payload or its name.
    package var bytes: [UInt8]

    package init(form: BodyForm, contentType: ContentType, bytes: [UInt8]) {
        self.form = form
        self.contentType = contentType
        self.bytes = bytes
    }

    /// Length of the payload, wherever it is.
    package var byteCount: Int {
        self.form == .inline ? self.bytes.count : BodyReference(encoded: self.bytes)?.byteCount ?? 0
    }
}
