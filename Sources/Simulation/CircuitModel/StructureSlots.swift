/// Structures that one connection holds, so that later requests need not send them again.
///
/// The sender chooses the slots. What does not fit is not held, and sent again when its slot turns out to be empty.
/// What the sender believes of a slot need not be so: a request that was to fill it may have been refused or given up
/// unread. So a structure is found by its slot and by the hash under which it was sent.
package struct StructureSlots: Sendable {
    private struct Held {
        var structure: CircuitStructure
        var byteCount: Int
        var hash: UInt64
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

    /// What a slot holds, if it is what the sender means.
    package subscript(slot: UInt32, hash hash: UInt64) -> CircuitStructure? {
        guard let held = self.held[slot], held.hash == hash else { return nil }
        return held.structure
    }

    /// Puts a structure into a slot instead of what was there.
    ///
    /// - Parameters:
    ///   - byteCount: Its packed bytes.
    ///   - hash: By which the sender knows it. Nobody else refers to it, so it need not be computed again here.
    package mutating func hold(
        _ structure: CircuitStructure, byteCount: Int, in slot: UInt32, hash: UInt64
    ) {
        self.byteCount -= self.held.removeValue(forKey: slot)?.byteCount ?? 0
        guard self.held.count < self.countMax, byteCount <= self.byteCountMax - self.byteCount else { return }
        self.held[slot] = Held(structure: structure, byteCount: byteCount, hash: hash)
        self.byteCount += byteCount
    }
}
