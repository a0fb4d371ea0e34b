/// Structures that one connection holds, so that later requests need not send them again.
///
/// The sender chooses the slots. What does not fit is not held, and sent again when its slot turns out to be empty.
package struct StructureSlots: Sendable {
    private struct Held {
        var structure: CircuitStructure
        var byteCount: Int
    }

    private let countMax: Int
    private let byteCountMax: Int
    private var held: [UInt32: Held] = [:]
    private var byteCount = 0

    /// - Parameters:
    ///   - countMax: Slots in use at a time.
    ///   - byteCountMax: Packed bytes of all that is held; decoded they take several times as much.
    package init(countMax: Int = 256, byteCountMax: Int = 16 << 20) {
        self.countMax = countMax
        self.byteCountMax = byteCountMax
    }

    package subscript(slot: UInt32) -> CircuitStructure? { self.held[slot]?.structure }

    /// Puts a structure into a slot instead of what was there.
    ///
    /// - Parameter byteCount: Its packed bytes.
    package mutating func hold(_ structure: CircuitStructure, byteCount: Int, in slot: UInt32) {
        self.byteCount -= self.held.removeValue(forKey: slot)?.byteCount ?? 0
        guard self.held.count < self.countMax, byteCount <= self.byteCountMax - self.byteCount else { return }
        self.held[slot] = Held(structure: structure, byteCount: byteCount)
        self.byteCount += byteCount
    }
}
