import Synchronization

/// Collects what happened, from any thread, and lets a test wait until enough has.
///
/// Waiting ends with the event that satisfies it, without polling; the deadline only bounds a failing test.
package final class EventRecorder<Event: Sendable>: Sendable {
    private struct Waiter {
        let id: Int
        let isSatisfied: @Sendable ([Event]) -> Bool
        let continuation: CheckedContinuation<Bool, Never>
    }
    private struct State {
        var events: [Event] = []
        var waiters: [Waiter] = []
        var nextID = 0
    }
    /// The wait was longer than its deadline.
    package struct DeadlinePassed: Error, CustomStringConvertible {
        /// What was recorded until then.
        package let events: [Event]
        package var description: String { "The deadline passed; recorded until then: \(self.events)" }
    }

    private let state = Mutex(State())

    package init() {}

    /// What was recorded, in order.
    package var events: [Event] { self.state.withLock { $0.events } }

    /// Adds an event and wakes who waited for it.
    package func record(_ event: Event) {
        let satisfied = self.state.withLock { state -> [Waiter] in
            state.events.append(event)
            let events = state.events
            let satisfied = state.waiters.filter { $0.isSatisfied(events) }
            state.waiters.removeAll { waiter in satisfied.contains { $0.id == waiter.id } }
            return satisfied
        }
        for waiter in satisfied { waiter.continuation.resume(returning: true) }
    }

    /// Returns the events as soon as there are `count` of them.
    @discardableResult
    package func wait(forCount count: Int, within limit: Duration = .seconds(20)) async throws -> [Event] {
        try await self.wait(within: limit) { $0.count >= count }
    }

    /// Returns the events as soon as they satisfy `isSatisfied`.
    ///
    /// - Throws: ``DeadlinePassed``.
    @discardableResult
    package func wait(
        within limit: Duration = .seconds(20), until isSatisfied: @escaping @Sendable ([Event]) -> Bool
    ) async throws -> [Event] {
        let id = self.state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        let deadline = Task {
            try await Task.sleep(for: limit)  // tidy: the deadline itself
            self.expire(id)
        }
        defer { deadline.cancel() }
        let isInTime = await withCheckedContinuation { continuation in
            let isSatisfiedAlready = self.state.withLock { state in
                if isSatisfied(state.events) { return true }
                state.waiters.append(Waiter(id: id, isSatisfied: isSatisfied, continuation: continuation))
                return false
            }
            if isSatisfiedAlready { continuation.resume(returning: true) }
        }
        guard isInTime else { throw DeadlinePassed(events: self.events) }
        return self.events
    }

    private func expire(_ id: Int) {
        let expired = self.state.withLock { state -> Waiter? in
            guard let index = state.waiters.firstIndex(where: { $0.id == id }) else { return nil }
            return state.waiters.remove(at: index)
        }
        expired?.continuation.resume(returning: false)
    }
}
