/// How a structure is sent.
package enum StructurePlacement: Equatable, Sendable {
    /// Whole, and not held.
    case whole
    /// Whole, and held in this slot from then on, known by its hash.
    case holding(slot: UInt32, hash: UInt64)
    /// Not at all: the slot holds it.
    case held(slot: UInt32, hash: UInt64)

    /// The slot that stands for none.
    static let noSlot = UInt32.max

    var slot: UInt32 {
        switch self {
        case .whole: Self.noSlot
        case .holding(let slot, _), .held(let slot, _): slot
        }
    }

    var hash: UInt64 {
        switch self {
        case .whole: 0
        case .holding(_, let hash), .held(_, let hash): hash
        }
    }
}
