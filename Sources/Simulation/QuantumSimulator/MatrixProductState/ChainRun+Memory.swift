import MatrixProductState

extension ChainRun {
    /// Applies gates, reserving memory before bonds grow.
    mutating func evolve(_ branch: inout ChainBranch, _ operations: inout [ChainOperation])
        throws(SimulatorError)
    {
        guard !operations.isEmpty else { return }
        let plan = ChainPlan(operations, qubitCount: self.translation.qubitCount)
        operations = []
        // Nobody else may hold it, or it could not be let go for a larger one.
        var reservation = branch.reservation.take()
        try branch.state.evolve(plan) { size throws(SimulatorError) in
            try self.context.cancellation.check()
            guard size.byteCount > reservation?.byteCount ?? 0 else { return }
            reservation = nil
            reservation = try self.reserve(size.byteCount, bondDimension: size.bondDimension)
        }
        branch.reservation = reservation
    }

    /// Memory for a chain, and some to grow into where there is.
    func reserve(_ byteCount: Int, bondDimension: Int?) throws(SimulatorError) -> MemoryReservation {
        let budget = self.context.memory
        // Room to grow into is a convenience: without it the next gate asks again.
        if let ample = try? budget.reserve(byteCount: byteCount + byteCount / 2 + Self.spareByteCount) {
            return ample
        }
        do throws(SimulatorError) {
            guard byteCount <= self.context.limits.stateByteCountMax else {
                throw SimulatorError(
                    .tooLarge, "The state of the circuit does not fit the memory that the simulator may use.",
                    context: [
                        "bytes": String(byteCount), "limit": String(self.context.limits.stateByteCountMax),
                    ])
            }
            return try budget.reserve(byteCount: byteCount)
        } catch {
            var error = error
            if let bondDimension { error.context["bond_dimension"] = String(bondDimension) }
            throw error
        }
    }

    private static var spareByteCount: Int { 1 << 18 }
}
