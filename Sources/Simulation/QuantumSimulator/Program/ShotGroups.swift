/// How many shots run together, and how many states that takes.
///
/// Of two parts of a group the smaller runs first while the larger waits, so that no more states are kept than the
/// shots can be halved, or than there are points at which they can split.
enum ShotGroups {
    /// States that are held at once.
    ///
    /// - Parameter fitting: States that there is memory for.
    static func stateCount(shotCount: Int, splitCount: Int, fitting: Int) -> Int {
        max(1, min(1 + min(splitCount, Self.halvingCount(shotCount)), fitting))
    }

    /// Shots that can run together with so many states.
    static func shotCount(of shotCount: Int, splitCount: Int, stateCount: Int) -> Int {
        let isEnough = stateCount > min(splitCount, Self.halvingCount(shotCount))
        return isEnough ? shotCount : 1 << (stateCount - 1)
    }

    private static func halvingCount(_ shotCount: Int) -> Int {
        shotCount.bitWidth - max(0, shotCount - 1).leadingZeroBitCount
    }
}
