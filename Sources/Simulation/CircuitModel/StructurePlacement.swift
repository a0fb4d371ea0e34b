/// How a structure is sent.
package enum StructurePlacement: Equatable, Sendable {
    /// Whole, and not held.
    case whole
    /// Whole, and held in this slot from then on.
    case holding(slot: UInt32)
    /// Not at all: the slot holds it.
    case held(slot: UInt32)

    /// The slot that stands for none.
    static let noSlot = UInt32.max

    var slot: UInt32 {
        switch self {
        case .whole: Self.noSlot
        case .holding(let slot), .held(let slot): slot
        }
    }
}
