import Synchronization

/// What a simulation did, as bytes: two runs of one seed must give the same.
package final class TraceRecorder: Sendable {
    private let stored = Mutex<[UInt8]>([])

    package init() {}

    /// Everything noted so far, one line for each note.
    package var bytes: [UInt8] { self.stored.withLock { $0 } }

    /// The notes as text, for reading.
    package var text: String { String(decoding: self.bytes, as: UTF8.self) }

    /// Adds a line.
    package func note(_ line: String) {
        self.stored.withLock {
            $0.append(contentsOf: line.utf8)
            $0.append(UInt8(ascii: "\n"))
        }
    }
}
