/// How far a simulator may be ahead of an executor that forwards its answers.
///
/// Bytes are those of headers and bodies. The executor says in the sequence of its heartbeats how many it has passed on
/// to the program since the connection began, and asks early whenever there are ``reportByteCount`` more.
package enum CircuitWindow {
    /// Bytes of answers that a simulator sends beyond what was passed on.
    package static let byteCountMax = 1 << 20
    /// Bytes after which an executor says that it has passed them on.
    package static let reportByteCount = 256 << 10
}
