/// `body.get` (JSON frame; the job whose body it is in the header). Answer: ``BodyProgress`` and one body frame.
package struct BodyGet: Hashable, Sendable, Codable {
    /// SHA-256 of the whole body.
    package var hash: String
    /// Where to begin.
    package var offset: Int
    /// Most bytes; the frame limit holds as well.
    package var byteCount: Int

    package init(hash: String, offset: Int, byteCount: Int) {
        self.hash = hash
        self.offset = offset
        self.byteCount = byteCount
    }

    private enum CodingKeys: String, CodingKey {
        case hash, offset
        case byteCount = "byte_count"
    }
}
