import RuntimeModel

/// The attempts that were over last, so that a late copy of a lease does not run one again.
struct EndedAttempts {
    private let countMax: Int
    private var known: Set<AttemptKey> = []
    private var order: [AttemptKey] = []
    private var next = 0

    init(countMax: Int) {
        precondition(countMax > 0, "Something is remembered.")
        self.countMax = countMax
    }

    func contains(_ key: AttemptKey) -> Bool { self.known.contains(key) }

    /// Remembers an attempt, in place of the oldest when there are too many.
    mutating func insert(_ key: AttemptKey) {
        guard self.known.insert(key).inserted else { return }
        if self.order.count < self.countMax {
            self.order.append(key)
        } else {
            self.known.remove(self.order[self.next])
            self.order[self.next] = key
            self.next = (self.next + 1) % self.countMax
        }
    }
}
