import CSodium
import RuntimeModel

/// SHA-256 of bytes that come in pieces.
package struct ContentHasher: Sendable {
    private var state = crypto_hash_sha256_state()

    package init() {
        crypto_hash_sha256_init(&self.state)
    }

    /// Takes the next piece.
    package mutating func update(_ bytes: [UInt8]) {
        crypto_hash_sha256_update(&self.state, bytes, UInt64(bytes.count))
    }

    /// The 32 bytes of the hash of all pieces so far; more may follow.
    package func finalized() -> [UInt8] {
        var state = self.state
        var hash = [UInt8](repeating: 0, count: BodyReference.hashByteCount)
        crypto_hash_sha256_final(&state, &hash)
        return hash
    }
}
