package import SimulatorCore

extension StateBuffer {
    /// Carries out a plan.
    ///
    /// - Throws: `simulator.cancelled`; the amplitudes are then worth nothing.
    /// - Precondition: The plan is for as many qubits and the same precision.
    package func evolve(_ plan: EvolutionPlan, cancellation: CancellationFlag) throws(SimulatorError) {
        precondition(
            plan.qubitCount == self.qubitCount && plan.precision == self.precision,
            "The plan is for states like this.")
        for operation in plan.operations {
            try cancellation.check()
            self.apply(operation)
        }
    }

    /// Applies one operation, amplitude by amplitude: for tiny states and for what happens seldom.
    package func apply(_ operation: LinearOperation) {
        switch self.precision {
        case .double: self.doubles.apply(operation, layout: self.layout, qubitCount: self.qubitCount)
        case .single: self.singles.apply(operation, layout: self.layout, qubitCount: self.qubitCount)
        }
    }
}
