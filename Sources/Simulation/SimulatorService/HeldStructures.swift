import CircuitModel
import Synchronization

/// What one connection has sent once and refers to later; gone with the connection.
package final class HeldStructures: Sendable {
    private let slots: Mutex<StructureSlots>

    /// - Parameters:
    ///   - countMax: Structures held at a time.
    ///   - byteCountMax: Packed bytes of all of them.
    package init(countMax: Int, byteCountMax: Int) {
        self.slots = Mutex(StructureSlots(countMax: countMax, byteCountMax: byteCountMax))
    }

    /// Uses the slots; nobody else does meanwhile.
    func withSlots<Result>(_ body: (inout StructureSlots) -> Result) -> Result {
        self.slots.withLock { body(&$0) }
    }
}
