import CircuitModel
import SimulatorCore

/// How each segment of a program is carried out on large states.
struct SegmentPlans {
    private var plans: [EvolutionPlan] = []

    init(_ program: Program, precision: AmplitudePrecision) {
        let landings = Set(program.steps.compactMap(\.target))
        var layout: QubitLayout?
        for (place, step) in program.steps.enumerated() {
            // Whoever comes by another way may have its qubits elsewhere.
            if landings.contains(place) { layout = nil }
            guard case .gates(let segment) = step else { continue }
            let operations = program.segments[segment].map { program.operation(of: program.gates[$0]) }
            let plan = EvolutionPlan.make(
                operations: operations, qubitCount: program.activeQubitCount, precision: precision,
                from: layout)
            layout = plan.endLayout
            self.plans.append(plan)
        }
    }

    subscript(segment: Int) -> EvolutionPlan { self.plans[segment] }
}

extension Program {
    /// A gate as planning takes it.
    func operation(of gate: PreparedGate) -> LinearOperation {
        let targets = (0..<gate.targetCount).map { Int(gate.targets[$0]) }
        let numbers = Array(self.numbers[gate.numberStart..<(gate.numberStart + gate.numberCount)])
        let kind: LinearOperation.Kind
        switch gate.kind {
        case .phase, .diagonal, .diagonalOnMany: kind = .diagonal(targets: targets, entries: numbers)
        case .flip: kind = .dense(targets: targets, matrix: [0, 0, 1, 0, 1, 0, 0, 0])
        case .real, .dense, .denseOnMany: kind = .dense(targets: targets, matrix: numbers)
        case .swap: kind = .swap(targets[0], targets[1])
        }
        return LinearOperation(kind, controlMask: gate.controlMask, controlValue: gate.controlValue)
    }
}

extension AmplitudePrecision {
    init(_ precision: Precision) {
        switch precision {
        case .double: self = .double
        case .single: self = .single
        }
    }
}
