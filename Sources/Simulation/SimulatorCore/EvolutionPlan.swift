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
    /// What was asked for; see ``PlanSettings/startsAtZero`` and ``PlanSettings/keepsPhases``.
    package let settings: PlanSettings
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
        let (fused, filling) = Fuser.fuse(
            resolver.operations, qubitCount: qubitCount, precision: precision, settings: settings)
        let shape = PlanShape(qubitCount: qubitCount, precision: precision, settings: settings)
        // A wire begins where its qubit lies, and ends with the qubit that the exchanges left on it.
        var (passes, positions) = PassScheduler.schedule(fused, wirePositions: start.positions, shape: shape)
        if let filling { passes.fill(with: filling, start, shape) }
        return EvolutionPlan(
            qubitCount: qubitCount, precision: precision, startLayout: start,
            endLayout: QubitLayout(positions: resolver.wires.map { positions[$0] }),
            settings: settings,
            cost: EvolutionCost(fused, passCount: passes.count, shape: shape, precision: precision),
            passes: passes)
    }
}

extension [PlanPass] {
    /// Lets the first pass fill its chunks instead of fetching them, or a new one where there is none that could.
    fileprivate mutating func fill(with state: ProductState, _ layout: QubitLayout, _ shape: PlanShape) {
        var wires = [Int](repeating: -1, count: shape.storedBitCount)
        for (wire, position) in layout.positions.enumerated() { wires[position] = wire }
        if case .chunked(var pass) = self.first {
            pass.steps.insert(state.step(wires: pass.before.map { wires[$0] }), at: 0)
            self[0] = .chunked(pass)
        } else {
            let order = Swift.Array(wires.indices)
            let pass = ChunkPass(
                bitCount: shape.chunkBitCount, before: order, after: order, steps: [state.step(wires: wires)])
            self.insert(.chunked(pass), at: 0)
        }
    }
}
