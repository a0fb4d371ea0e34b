import ContentHashing
import RuntimeModel
import RuntimeWire

/// The idempotency key of a command that was received, and what tells this command from others.
struct CommandKey: Sendable {
    /// As the client chose it.
    let text: String
    /// SHA-256 of the command: its kind, the form of its body, and every frame, each behind its length. Correlation and
    /// header flags do not count: the same command that is sent again has others.
    let request: [UInt8]

    /// - Throws: `command.invalid` for a key that is empty or longer than `byteCountMax`.
    init(_ text: String, of message: Message, byteCountMax: Int) throws(RuntimeError) {
        guard (1...byteCountMax).contains(text.utf8.count) else {
            throw RuntimeError(
                .invalidCommand, "The idempotency key is empty or too long.",
                context: ["limit": "\(byteCountMax)"])
        }
        var hasher = ContentHasher()
        hasher.update([message.header.kindByte, message.header.bodyForm.rawValue])
        for frame in message.frames {
            hasher.update(withUnsafeBytes(of: UInt64(frame.count).bigEndian) { Array($0) })
            hasher.update(frame)
        }
        self.text = text
        self.request = hasher.finalized()
    }
}
