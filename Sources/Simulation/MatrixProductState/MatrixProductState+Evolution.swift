extension MatrixProductState {
    /// Carries out a plan.
    ///
    /// Of the steps that wait for no other, the one nearest to the weight is next, so that the weight is seldom moved.
    /// Qubits that have to meet do so where their next partners are near, and change sides there if that is shorter.
    ///
    /// - Parameters:
    ///   - willSplit: Called before anything is taken for each splitting.
    ///   - check: Called between the pieces of what takes long.
    ///
    ///   What they throw ends the evolution. The state is then not to be used.
    package mutating func evolve<Failure: Error>(
        _ plan: ChainPlan, willSplit: (SplittingSize) throws(Failure) -> Void,
        check: () throws(Failure) -> Void
    ) throws(Failure) {
        var waitCounts = plan.steps.map { $0.waitCount }
        var ready = waitCounts.indices.filter { waitCounts[$0] == 0 }
        while !ready.isEmpty {
            let step = ready.remove(at: self.nearest(of: ready, in: plan))
            try self.perform(plan.steps[step], of: plan, willSplit: willSplit, check: check)
            for case let next? in plan.steps[step].next {
                waitCounts[next] -= 1
                if waitCounts[next] == 0 { ready.append(next) }
            }
        }
        let places = self.places
        for (name, qubit) in plan.names.enumerated() {
            self.places[name] = places[qubit]
            self.qubits[places[qubit]] = name
        }
    }

    /// Which of the steps has the shortest way to go, from the weight and to each other; of equals the first.
    private func nearest(of ready: [Int], in plan: ChainPlan) -> Int {
        var (best, bestDistance) = (0, Int.max)
        for (index, step) in ready.enumerated() {
            var (first, last) = (Int.max, 0)
            for qubit in plan.steps[step].qubits {
                first = min(first, self.places[qubit])
                last = max(last, self.places[qubit])
            }
            let distance = max(first - self.centre, self.centre - last, 0) + last - first
            if distance < bestDistance { (best, bestDistance) = (index, distance) }
        }
        return best
    }

    private mutating func perform<Failure: Error>(
        _ step: ChainPlan.Step, of plan: ChainPlan, willSplit: (SplittingSize) throws(Failure) -> Void,
        check: () throws(Failure) -> Void
    ) throws(Failure) {
        switch step.kind {
        case .controlled(let matrix, let values):
            try self.apply(matrix, toQubits: step.qubits, values: values, willSplit: willSplit, check: check)
        case .matrix(let matrix) where step.qubits.count == 1:
            self.apply(matrix, toQubit: step.qubits[0])
        case .matrix(let matrix) where step.qubits.count == 2:
            let partners = (0..<2).map { index in
                step.next[index].flatMap { next in
                    plan.steps[next].qubits.first { $0 != step.qubits[index] }
                }
            }
            try self.apply(
                matrix, toPair: step.qubits, partners: partners, willSplit: willSplit, check: check)
        case .matrix(let matrix):
            try self.apply(matrix, toQubits: step.qubits, willSplit: willSplit, check: check)
        }
    }

    /// Applies a matrix to two qubits and leaves them where their next partners are near.
    private mutating func apply<Failure: Error>(
        _ matrix: [Complex], toPair qubits: [Int], partners: [Int?],
        willSplit: (SplittingSize) throws(Failure) -> Void,
        check: () throws(Failure) -> Void
    ) throws(Failure) {
        let places = qubits.map { self.places[$0] }
        let isReversed = places[0] > places[1]
        let (first, last) = (min(places[0], places[1]), max(places[0], places[1]))
        let goals = (isReversed ? partners.reversed() : partners).map { $0.map { self.places[$0] } }
        func distance(_ left: Int, _ right: Int) -> Int {
            (goals[0].map { abs($0 - left) } ?? 0) + (goals[1].map { abs($0 - right) } ?? 0)
        }
        // Where the left one ends up; all meeting places cost the same exchanges.
        var (meeting, exchanges, best) = (first, false, (Int.max, Int.max))
        for place in first..<last {
            let way = abs(place - self.centre)
            if (distance(place, place + 1), way) < best {
                (meeting, exchanges, best) = (place, false, (distance(place, place + 1), way))
            }
            if (distance(place + 1, place), way) < best {
                (meeting, exchanges, best) = (place, true, (distance(place + 1, place), way))
            }
        }
        for place in first..<meeting { try self.exchange(place, willSplit: willSplit, check: check) }
        for place in ((meeting + 1)..<last).reversed() {
            try self.exchange(place, willSplit: willSplit, check: check)
        }
        // The qubit to the left is the block's higher bit.
        let turned = isReversed ? matrix : Matrices.permuted(matrix, bits: [1, 0])
        try self.transform(
            exchanges ? Matrices.product(Self.exchangeMatrix, turned) : turned, from: meeting, count: 2,
            willSplit: willSplit, check: check)
        if exchanges { self.exchangeNames(meeting) }
    }
}
