import CircuitModel

extension ProgramRun {
    /// Branches for each thread: enough that none waits long for another's last one.
    private static var branchesPerThread: Int { 16 }
    /// Larger states are work for all threads each.
    private static var stateByteCountMax: Int { 1 << 18 }

    /// Whether branches are work for several threads. Means are not: they are added up in one order.
    func mayRunBranchesAtOnce(from state: State) -> Bool {
        self.context.team.threadCount > 1 && self.program.saves.isEmpty && self.shotCount > 1
            && state.byteCount <= Self.stateByteCountMax && self.program.splitCountMax > 3
    }

    /// Runs a branch, and those that it splits into, on all threads. What comes of it is the same as by ``run(_:)``.
    mutating func runBranchesAtOnce(_ first: Branch) throws(SimulatorError) {
        let branches = try self.widened(first)
        var results = [Result<OutcomeTally, SimulatorError>?](repeating: nil, count: branches.count)
        let run = self
        results.withUnsafeMutableBufferPointer { results in
            self.context.team.forEachPart(count: branches.count) { part in
                var own = run
                own.tally = OutcomeTally(clbitCount: run.program.clbitCount)
                do throws(SimulatorError) {
                    try own.run(branches[part])
                    results[part] = .success(own.tally)
                } catch {
                    results[part] = .failure(error)
                }
            }
        }
        for result in results {
            if let tally = try result?.get() { self.tally.add(tally) }
        }
    }

    /// Follows the branches with most shots until there are enough of them.
    private mutating func widened(_ first: Branch) throws(SimulatorError) -> [Branch] {
        var branches = [first]
        let count = Self.branchesPerThread * self.context.team.threadCount
        var open = [0]
        while branches.count < count, !open.isEmpty {
            let place = open.removeFirst()
            if let other = try self.advance(&branches[place]) {
                branches.append(other)
                open.append(place)
                open.append(branches.count - 1)
            }
        }
        return branches
    }
}
