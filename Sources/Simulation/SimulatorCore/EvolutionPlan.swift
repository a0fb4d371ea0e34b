/// How a sequence of linear operations is carried out on a state.
///
/// Pure data, made by ``make(operations:qubitCount:precision:from:settings:)`` from the operations alone: the same
/// operations give the same plan, whatever the machine and however many threads will carry it out. One plan may be
/// carried out on many states.
package struct EvolutionPlan: Sendable {
    package let qubitCount: Int
    package let precision: AmplitudePrecision
    /// Where the qubits are before and after; a state that lies otherwise is brought into order first.
    package let startLayout: QubitLayout
    package let endLayout: QubitLayout
    /// What carrying it out is expected to take.
    package let cost: EvolutionCost
    /// First to last.
    package let passes: [PlanPass]
}

extension EvolutionPlan {
    /// Plans operations, first to last.
    ///
    /// - Parameters:
    ///   - qubitCount: 0…58, above every qubit of the operations.
    ///   - layout: Where the qubits of the state lie when it begins; nil means in order.
    package static func make(
        operations: [LinearOperation], qubitCount: Int, precision: AmplitudePrecision = .double,
        from layout: QubitLayout? = nil, settings: PlanSettings = PlanSettings()
    ) -> EvolutionPlan {
        let start = layout ?? QubitLayout(qubitCount: qubitCount)
        precondition(start.qubitCount == qubitCount, "The layout is that of the state.")
        var resolver = Resolver(qubitCount: qubitCount)
        for operation in operations { resolver.append(operation) }
        let fused = Fuser.fuse(
            resolver.operations, qubitCount: qubitCount, precision: precision,
            keepsPhases: settings.keepsPhases)
        let shape = PlanShape(qubitCount: qubitCount, precision: precision, settings: settings)
        // A wire begins where its qubit lies, and ends with the qubit that the exchanges left on it.
        let (passes, positions) = PassScheduler.schedule(fused, wirePositions: start.positions, shape: shape)
        return EvolutionPlan(
            qubitCount: qubitCount, precision: precision, startLayout: start,
            endLayout: QubitLayout(positions: resolver.wires.map { positions[$0] }),
            cost: EvolutionCost(fused, passCount: passes.count, shape: shape, precision: precision),
            passes: passes)
    }
}
