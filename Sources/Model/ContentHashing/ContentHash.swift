import CSodium
package import RuntimeModel

/// SHA-256 (FIPS 180-4) of bytes.
package enum ContentHash {
    /// The 32 bytes of the hash of `bytes`.
    package static func sha256(_ bytes: [UInt8]) -> [UInt8] {
        var hasher = ContentHasher()
        hasher.update(bytes)
        return hasher.finalized()
    }

    /// The reference that names `bytes` in the store.
    package static func reference(to bytes: [UInt8]) -> BodyReference {
        BodyReference(hash: Self.sha256(bytes), byteCount: bytes.count)
    }

    /// Whether two hashes are the same, in a time that does not tell where they differ.
    package static func equal(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        left.count == right.count && sodium_memcmp(left, right, left.count) == 0
    }

    /// Bytes from the operating system's generator, for tokens and ids.
    package static func randomBytes(_ count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        randombytes_buf(&bytes, count)
        return bytes
    }
}
