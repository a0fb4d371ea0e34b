/// Bits of a state's index that have one value in every amplitude that is not 0.
struct KnownBits {
    private(set) var mask = 0
    /// A subset of the mask.
    private(set) var value = 0

    /// - Parameter mask: Bits that are 0.
    init(mask: Int = 0) { self.mask = mask }

    mutating func set(_ bits: Int, to value: Int) {
        self.mask |= bits
        self.value = self.value & ~bits | value
    }

    mutating func forget(_ bits: Int) {
        self.mask &= ~bits
        self.value &= ~bits
    }

    /// Where a gate acts: controls as they are left, widened to the bits that it does not act on.
    struct Place {
        var mask: Int
        var value: Int
        /// Whether the gate's own controls hold throughout.
        var isEverywhere: Bool
    }

    /// - Parameter targets: Bits that the gate changes.
    /// - Returns: nil where the gate's controls never hold.
    @inline(__always)
    func place(controlMask: Int, controlValue: Int, targets: Int) -> Place? {
        let shared = controlMask & self.mask
        guard (controlValue ^ self.value) & shared == 0 else { return nil }
        // Controls within a vector cost more than they save.
        let others = self.mask & ~targets & ~7
        let own = controlMask & ~shared
        return Place(
            mask: own | others, value: controlValue & own | self.value & others, isEverywhere: own == 0)
    }
}
