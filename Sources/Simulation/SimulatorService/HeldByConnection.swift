import CircuitModel
import QuantumSimulator
import Synchronization

/// What one connection has sent once and refers to later; gone with the connection.
package final class HeldByConnection: Sendable {
    private let held: Mutex<SentBefore>

    /// - Parameters:
    ///   - countMax: Structures held at a time.
    ///   - byteCountMax: Packed bytes of all of them.
    package init(countMax: Int, byteCountMax: Int) {
        self.held = Mutex(SentBefore(slots: StructureSlots(countMax: countMax, byteCountMax: byteCountMax)))
    }

    /// Uses what is held; nobody else does meanwhile.
    func withLock<Result>(_ body: (inout SentBefore) -> Result) -> Result {
        self.held.withLock { body(&$0) }
    }
}
