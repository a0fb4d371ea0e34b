/// `body.put` (JSON frame; one body frame with the chunk). Chunks come in order; the last completes the body. Answer: ``BodyProgress``.
package struct BodyPut: Hashable, Sendable, Codable {
    /// SHA-256 of the whole body, 64 hexadecimal digits.
    package var hash: String
    /// Length of the whole body.
    package var byteCount: Int
    /// Where this chunk begins.
    package var offset: Int

    package init(hash: String, byteCount: Int, offset: Int) {
        self.hash = hash
        self.byteCount = byteCount
        self.offset = offset
    }

    private enum CodingKeys: String, CodingKey {
        case hash, offset
        case byteCount = "byte_count"
    }
}
