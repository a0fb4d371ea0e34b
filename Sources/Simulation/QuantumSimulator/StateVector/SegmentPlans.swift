import CircuitModel
import SimulatorCore

/// How each segment of a program is carried out on large states.
struct SegmentPlans {
    private enum Segment {
        /// Bits that are flipped.
        case flips([Int])
        /// For states that are one chunk.
        case ready(ReadyPlan)
        case plan(EvolutionPlan)
    }

    private var segments: [Segment] = []

    /// - Parameter stateQubitCount: Where the state has more qubits than the program.
    init(_ program: Program, precision: AmplitudePrecision, stateQubitCount: Int? = nil) {
        // Whoever makes room for more wants more than outcomes.
        let keepsPhases = stateQubitCount != nil
        let landings = Set(program.steps.compactMap(\.target))
        // Whoever comes by another way may have its qubits elsewhere, and has them rearranged.
        var layout: QubitLayout?
        for (place, step) in program.steps.enumerated() {
            guard case .gates(let segment) = step else { continue }
            if let bits = program.flips(in: segment) {
                self.segments.append(.flips(bits))
                continue
            }
            let operations = program.segments[segment].map { program.operation(of: program.gates[$0]) }
            let plan = EvolutionPlan.make(
                operations: operations, qubitCount: stateQubitCount ?? program.activeQubitCount,
                precision: precision, from: layout,
                settings: PlanSettings(
                    keepsPhases: keepsPhases || !Self.onlyReads(program.steps[(place + 1)...]),
                    startsAtZero: place == 0 && !landings.contains(0) && stateQubitCount == nil))
            layout = plan.endLayout
            self.segments.append(ReadyPlan(plan).map { .ready($0) } ?? .plan(plan))
        }
    }

    /// Whether nothing but outcomes follows, which no phase of a basis state changes.
    private static func onlyReads(_ steps: ArraySlice<Step>) -> Bool {
        steps.allSatisfy {
            switch $0 {
            case .measure, .clear, .reset, .misread, .store: true
            case .gates, .disturb, .save, .jump, .jumpUnlessBits, .jumpUnless, .jumpUnlessChosen, .startCount,
                .nextRound, .countRound:
                false
            }
        }
    }

    /// Carries out a segment.
    func run(
        _ segment: Int, on state: StateBuffer, cancellation: CancellationFlag
    ) throws(SimulatorError) {
        switch self.segments[segment] {
        case .flips(let bits): for bit in bits { state.flip(qubit: bit) }
        case .ready(let plan): state.evolve(plan)
        case .plan(let plan): try state.evolve(plan, cancellation: cancellation)
        }
    }
}

extension Program {
    /// The bits that a segment flips, if it does nothing else: it needs no plan, and moves no qubit.
    fileprivate func flips(in segment: Int) -> [Int]? {
        var bits: [Int] = []
        for gate in self.gates[self.segments[segment]] {
            guard gate.kind == .flip, gate.controlMask == 0 else { return nil }
            bits.append(gate.target)
        }
        return bits
    }

    /// A gate as planning takes it.
    func operation(of gate: PreparedGate) -> LinearOperation {
        let targets = (0..<gate.targetCount).map { Int(gate.targets[$0]) }
        let numbers = Array(self.numbers[gate.numberStart..<(gate.numberStart + gate.numberCount)])
        let kind: LinearOperation.Kind
        switch gate.kind {
        case .phase where gate.controlValue != 0:
            // One control that must be 1 can as well be the target.
            let bit = gate.controlValue & -gate.controlValue
            return LinearOperation(
                .diagonal(targets: [bit.trailingZeroBitCount], entries: [1, 0] + numbers),
                controlMask: gate.controlMask & ~bit, controlValue: gate.controlValue & ~bit)
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
