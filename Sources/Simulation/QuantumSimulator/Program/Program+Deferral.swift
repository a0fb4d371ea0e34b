extension Program {
    /// Moves gates that a measurement does not depend on behind it, where they act on a state of which one bit more
    /// is known.
    ///
    /// Worth it where known bits are skipped: in small states.
    mutating func deferGates() {
        let landings = Set(self.steps.compactMap(\.target))
        var deferred: [Step] = []
        /// Where each step went, and the end.
        var places: [Int] = []
        var rest: Int?
        for (place, step) in self.steps.enumerated() {
            places.append(deferred.count)
            deferred.append(step)
            if let segment = rest { deferred.append(.gates(segment: segment)) }
            rest = nil
            let next = place + 1
            if case .gates(let segment) = step, next < self.steps.count, !landings.contains(next),
                case .measure(let bit, _) = self.steps[next]
            {
                rest = self.split(segment, measuring: bit)
            }
        }
        places.append(deferred.count)
        self.steps = deferred.map { step in step.target.map { step.jumping(to: places[$0]) } ?? step }
    }

    /// Leaves in a segment the gates that a bit's outcome depends on.
    ///
    /// - Returns: A segment of the others, if there are any.
    private mutating func split(_ segment: Int, measuring bit: Int) -> Int? {
        let range = self.segments[segment]
        var (changed, looked) = (0, 1 << bit)
        var (first, others): ([PreparedGate], [PreparedGate]) = ([], [])
        // Backwards: a gate may wait if it commutes with the measurement and with what does not wait.
        for gate in self.gates[range].reversed() {
            if gate.changedMask & looked == 0, gate.qubitMask & changed == 0 {
                others.append(gate)
            } else {
                changed |= gate.changedMask
                looked |= gate.qubitMask
                first.append(gate)
            }
        }
        guard !others.isEmpty else { return nil }
        self.gates.replaceSubrange(range, with: first.reversed() + others.reversed())
        let middle = range.lowerBound + first.count
        self.segments[segment] = range.lowerBound..<middle
        self.segments.append(middle..<range.upperBound)
        return self.segments.count - 1
    }
}

extension PreparedGate {
    /// Qubits whose basis states it changes, as bits.
    fileprivate var changedMask: Int {
        switch self.kind {
        case .phase, .diagonal, .diagonalOnMany: 0
        case .flip, .real, .dense, .swap, .denseOnMany:
            (0..<self.targetCount).reduce(0) { $0 | 1 << Int(self.targets[$1]) }
        }
    }
}
