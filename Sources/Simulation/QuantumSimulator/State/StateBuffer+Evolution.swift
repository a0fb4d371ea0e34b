package import SimulatorCore

extension StateBuffer {
    /// Carries out a plan.
    ///
    /// - Parameter set: The instructions to do it with, which this processor must have.
    /// - Throws: `simulator.cancelled`; the amplitudes are then worth nothing.
    /// - Precondition: The plan is for as many qubits and the same precision; where it starts at zero, so does the
    ///   state.
    package func evolve(
        _ plan: EvolutionPlan, cancellation: CancellationFlag, with set: InstructionSet = .widest
    ) throws(SimulatorError) {
        precondition(
            plan.qubitCount == self.qubitCount && plan.precision == self.precision,
            "The plan is for states like this.")
        precondition(set <= .widest, "The processor has the instructions.")
        if plan.settings.startsAtZero {
            self.beginFilling(plan.startLayout)
        } else {
            self.rearrange(to: plan.startLayout)
        }
        var weights: [Double]?
        for (index, pass) in plan.passes.enumerated() {
            try cancellation.check()
            // Who needs no phases reads, most often by sampling.
            let isWeighed = index == plan.passes.count - 1 && !plan.settings.keepsPhases
            switch (pass, self.precision) {
            case (.chunked(let pass), .double):
                weights = self.doubles.run(pass, set, isWeighed: isWeighed, team: self.team, cancellation)
            case (.chunked(let pass), .single):
                weights = self.singles.run(pass, set, isWeighed: isWeighed, team: self.team, cancellation)
            case (.direct(let operation), _): self.applyStored(operation, cancellation)
            }
        }
        try cancellation.check()
        self.runWeights = weights
        self.layout = plan.endLayout
    }

    /// Carries out a plan that was made ready for states of this size.
    func evolve(_ ready: ReadyPlan) {
        precondition(ready.plan.qubitCount == self.qubitCount, "The plan is for states like this.")
        self.rearrange(to: ready.plan.startLayout)
        ready.run(on: self.doubles)
        self.layout = ready.plan.endLayout
    }

    /// Applies one operation, amplitude by amplitude: for tiny states and for what happens seldom.
    package func apply(_ operation: LinearOperation) {
        self.applyStored(operation.moved(to: self.layout.positions))
    }

    private func applyStored(_ operation: LinearOperation, _ cancellation: CancellationFlag? = nil) {
        switch self.precision {
        case .double: self.doubles.apply(operation, team: self.team, cancellation)
        case .single: self.singles.apply(operation, team: self.team, cancellation)
        }
    }

    /// Brings the qubits to other places in memory: seldom needed, one exchange of two bits at a time.
    private func rearrange(to layout: QubitLayout) {
        while let qubit = self.layout.positions.indices.first(where: {
            self.layout.positions[$0] != layout.positions[$0]
        }) {
            let (from, to) = (self.layout.positions[qubit], layout.positions[qubit])
            if self.cancellation.isCancelled { return }
            self.applyStored(.swap(from, to))
            self.layout.move(qubit, to: to)
        }
    }
}
