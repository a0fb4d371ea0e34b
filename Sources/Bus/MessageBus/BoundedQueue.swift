/// A first-in first-out queue that holds at most so many elements.
///
/// Adding and removing cost amortised constant time; removed elements are released at once.
package struct BoundedQueue<Element> {
    /// Most elements held.
    package let countMax: Int
    /// Taken elements leave a hole in front, which is cut off when it is half of the storage.
    private var storage: [Element?] = []
    private var head = 0

    package init(countMax: Int) {
        precondition(countMax >= 0, "A queue cannot hold fewer than no elements.")
        self.countMax = countMax
    }

    package var count: Int { self.storage.count - self.head }
    package var isEmpty: Bool { self.count == 0 }
    package var isFull: Bool { self.count >= self.countMax }
    package var first: Element? { self.isEmpty ? nil : self.storage[self.head] }

    /// Adds an element at the end, or returns `false` when the queue is full.
    package mutating func append(_ element: Element) -> Bool {
        guard !self.isFull else { return false }
        self.storage.append(element)
        return true
    }

    /// Takes the oldest element.
    package mutating func popFirst() -> Element? {
        guard !self.isEmpty else { return nil }
        let element = self.storage[self.head]
        self.storage[self.head] = nil
        self.head += 1
        if self.head == self.storage.count {
            self.storage.removeAll(keepingCapacity: self.head <= 1024)
            self.head = 0
        } else if self.head >= 64, self.head * 2 >= self.storage.count {
            self.storage.removeFirst(self.head)
            self.head = 0
        }
        return element
    }

    /// Forgets all elements.
    package mutating func removeAll() {
        self.storage.removeAll()
        self.head = 0
    }
}

extension BoundedQueue: Sendable where Element: Sendable {}
