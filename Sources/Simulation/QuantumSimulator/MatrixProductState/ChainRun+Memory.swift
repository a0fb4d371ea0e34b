import CircuitModel
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
        let cancellation = self.context.cancellation
        try branch.state.evolve(plan) { size throws(SimulatorError) in
            try cancellation.check()
            try self.checkWorth(of: size)
            guard size.byteCount > reservation?.byteCount ?? 0 else { return }
            reservation = nil
            reservation = try self.reserve(size.byteCount, bondDimension: size.bondDimension)
        } check: { () throws(SimulatorError) in
            try cancellation.check()
        }
        branch.reservation = reservation
    }

    /// Ends a run that nobody asked to be a chain, and that is too entangled for one.
    private func checkWorth(of size: SplittingSize) throws(SimulatorError) {
        guard let limit = self.unaskedBondDimensionMax, size.bondDimension > limit else { return }
        throw SimulatorError(
            .tooLarge,
            "The state of the circuit does not fit the memory that the simulator may use, and is too entangled for the "
                + "matrix product state that was tried instead; that goes on only where it is asked for by name.",
            context: [
                "method": MethodName.automatic.text, "fitting_qubits": String(self.fittingQubitCount),
                "bond_dimension": String(size.bondDimension), "limit": String(limit),
            ])
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
