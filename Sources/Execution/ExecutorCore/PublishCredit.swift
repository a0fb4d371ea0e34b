/// How many more messages a program may publish before it has to wait for the store.
///
/// Credit and unanswered reports together never exceed the window. It is given in portions of half a window, so that
/// a program that publishes quickly costs one frame per many messages.
package struct PublishCredit: Sendable {
    /// Publishes allowed and not used yet.
    package private(set) var outstanding: Int
    private let window: Int

    package init(window: Int) {
        precondition(window > 0, "A window lets something through.")
        self.window = window
        self.outstanding = window
    }

    /// The program published.
    package mutating func used() { self.outstanding = max(0, self.outstanding - 1) }

    /// Credit to give now, with so many reports unanswered; 0 when it is not worth a frame yet.
    package mutating func due(unanswered: Int) -> Int {
        let amount = self.window - unanswered - self.outstanding
        guard amount > 0, self.outstanding == 0 || amount >= (self.window + 1) / 2 else { return 0 }
        self.outstanding += amount
        return amount
    }
}
