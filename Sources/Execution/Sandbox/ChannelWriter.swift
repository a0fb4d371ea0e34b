import CSandbox
import Glibc

/// What waits to be written to a program's channel, in order.
///
/// Owns copies of the descriptors that wait with their frames, and closes them.
struct ChannelWriter {
    /// How an attempt to write ended.
    enum Outcome: Equatable {
        /// Everything is written.
        case empty
        /// The socket is full; try again when it is writable.
        case blocked
        /// The program's end is closed.
        case broken
    }

    private struct Pending {
        var bytes: [UInt8]
        var written = 0
        /// -1 for none, or once it is sent.
        var descriptor: Int32
    }

    private var pending: [Pending] = []
    /// Bytes that were given and not yet written.
    private(set) var backlogByteCount = 0

    var isEmpty: Bool { self.pending.isEmpty }

    /// Takes a frame (kind byte and body); `descriptor` (or -1) is owned from here on.
    mutating func append(_ frame: [UInt8], descriptor: Int32) {
        let count = UInt32(frame.count)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(4 + frame.count)
        for shift in [24, 16, 8, 0] as [UInt32] { bytes.append(UInt8(truncatingIfNeeded: count >> shift)) }
        bytes += frame
        self.backlogByteCount += bytes.count
        self.pending.append(Pending(bytes: bytes, descriptor: descriptor))
    }

    /// Writes until the socket is full or nothing is left.
    mutating func write(to channel: Int32) -> Outcome {
        var done = 0
        defer { self.pending.removeFirst(done) }
        while done < self.pending.count {
            switch self.writeSome(of: done, to: channel) {
            case .empty: done += 1
            case .blocked: return .blocked
            case .broken: return .broken
            }
        }
        return .empty
    }

    /// Forgets everything and closes the descriptors that wait.
    mutating func discard() {
        for entry in self.pending where entry.descriptor >= 0 { close(entry.descriptor) }
        self.pending = []
        self.backlogByteCount = 0
    }

    /// Writes one entry, or as much of it as goes.
    private mutating func writeSome(of index: Int, to channel: Int32) -> Outcome {
        while self.pending[index].written < self.pending[index].bytes.count {
            var descriptor = self.pending[index].descriptor
            let offset = self.pending[index].written
            let sent = self.pending[index].bytes.withUnsafeBytes { bytes in
                let rest = UnsafeRawBufferPointer(rebasing: bytes[offset...])
                return spinwire_send(
                    channel, rest.baseAddress, rest.count, &descriptor, descriptor >= 0 ? 1 : 0)
            }
            if sent == -Int(EAGAIN) { return .blocked }
            if sent < 0 { return .broken }
            // A descriptor travels with the first byte.
            if descriptor >= 0 { close(descriptor) }
            self.pending[index].descriptor = -1
            self.pending[index].written += sent
            self.backlogByteCount -= sent
        }
        return .empty
    }
}
