/// What a run is expected to take of the machine.
package struct MethodCost: Equatable, Sendable {
    /// Of one thread, from the bound circuit to the outcome. An estimate: good enough to compare methods by.
    package var nanoseconds: Double
    /// The most memory held at once; `Int.max` where it cannot be addressed.
    package var byteCount: Int

    package init(nanoseconds: Double, byteCount: Int) {
        self.nanoseconds = nanoseconds
        self.byteCount = byteCount
    }
}
