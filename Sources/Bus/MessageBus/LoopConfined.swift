/// A value that is touched on one loop only.
///
/// Lets a `Sendable` type have state without a lock: reading or writing it anywhere but on the loop is a
/// programmer's mistake and traps.
package final class LoopConfined<Value>: @unchecked Sendable {
    // Proof: the one stored variable is reached only through `value`, which traps outside the loop; the loop runs
    // one thing at a time. Initialising needs no loop, because nobody else holds the object yet; the last
    // release may come from anywhere, when nobody can reach the value any more.
    private let loop: any BusLoop
    private var stored: Value

    package init(_ value: sending Value, on loop: any BusLoop) {
        self.loop = loop
        self.stored = value
    }

    /// The value. Only on the loop.
    package var value: Value {
        get {
            self.loop.checkIsolated()
            return self.stored
        }
        _modify {
            self.loop.checkIsolated()
            yield &self.stored
        }
    }
}
