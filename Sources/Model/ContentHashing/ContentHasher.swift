import CCrypto
import RuntimeModel

/// SHA-256 of bytes that come in pieces, by OpenSSL's libcrypto.
///
/// libsodium has it as well, but without the processor's instructions for it: 0.4 GB/s there, 1.8 GB/s here, and a
/// body of a gibibyte is hashed by every process that it passes.
package struct ContentHasher: Sendable {
    private var state = SHA256_CTX()

    package init() {
        SHA256_Init(&self.state)
    }

    /// Takes the next piece.
    package mutating func update(_ bytes: [UInt8]) {
        SHA256_Update(&self.state, bytes, bytes.count)
    }

    /// The 32 bytes of the hash of all pieces so far; more may follow.
    package func finalized() -> [UInt8] {
        var state = self.state
        var hash = [UInt8](repeating: 0, count: BodyReference.hashByteCount)
        SHA256_Final(&hash, &state)
        return hash
    }
}
