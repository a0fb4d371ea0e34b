import CircuitModel
import Stabilizer

/// Finds the Clifford gates among a circuit's, as steps of a stabiliser program on qubits 0 and 1.
///
/// What a gate is follows from its matrix alone: whether Paulis come out as Paulis. Gates of the table are found
/// once, those with angles once for each set of quarter turns.
struct CliffordGates {
    /// A gate of the table with angles in quarter turns, or with added controls.
    private struct Key: Hashable {
        var gate: StandardGate
        var addedControlCount: Int
        var addedControlState: UInt64
        /// Four bits for each angle: it is known modulo eight quarter turns.
        var turns: UInt64
    }

    /// The steps of all gates found so far, one gate after the other; qubit `i` is a gate's operand `i`.
    private(set) var steps: [StabilizerOperation]
    /// Where the steps of gates without parameters are, by opcode; nil for all others.
    private let fixed: [Range<Int>?]
    private var known: [Key: Range<Int>?] = [:]

    init() {
        (self.steps, self.fixed) = Self.table
    }

    /// Where the steps of a gate are among ``steps``.
    ///
    /// - Returns: nil if the gate is no Clifford gate of at most two qubits.
    mutating func range(of operation: GateOperation, in circuit: borrowing Circuit) -> Range<Int>? {
        guard case .standard(let gate) = operation.kind else { return self.add(operation, in: circuit) }
        if operation.addedControlCount == 0, let range = self.fixed[Int(gate.rawValue)] { return range }
        let angles = circuit.parameters(of: operation)
        // No choice of the others makes up for the first angle of a gate, unless it is a phase that nobody sees.
        if let first = angles.first, gate != .globalPhase, Self.quarterTurns(CollectionOfOne(first)) == nil {
            return nil
        }
        guard let turns = Self.quarterTurns(angles) else { return self.add(operation, in: circuit) }
        let key = Key(
            gate: gate, addedControlCount: operation.addedControlCount,
            addedControlState: operation.addedControlState, turns: turns)
        if let range = self.known[key] { return range }
        let range = self.add(operation, in: circuit)
        self.known[key] = .some(range)
        return range
    }

    private mutating func add(_ operation: GateOperation, in circuit: borrowing Circuit) -> Range<Int>? {
        guard let steps = Self.steps(of: operation, circuit.parameters(of: operation)) else { return nil }
        let start = self.steps.count
        self.steps.append(contentsOf: steps)
        return start..<self.steps.count
    }

    /// The Clifford gates without parameters.
    private static let table: ([StabilizerOperation], [Range<Int>?]) = {
        var steps: [StabilizerOperation] = []
        let opcodeMax = StandardGate.allCases.map { Int($0.rawValue) }.max() ?? 0
        var ranges = [Range<Int>?](repeating: nil, count: opcodeMax + 1)
        for gate in StandardGate.allCases where gate.shape.parameterCount == 0 {
            let operation = GateOperation(.standard(gate), operandStart: 0, parameterStart: 0)
            guard let found = Self.steps(of: operation, []) else { continue }
            ranges[Int(gate.rawValue)] = steps.count..<(steps.count + found.count)
            steps += found
        }
        return (steps, ranges)
    }()

    /// Angles as numbers of quarter turns modulo 8, if that is what they all are.
    private static func quarterTurns(_ angles: some Sequence<Double>) -> UInt64? {
        var turns: UInt64 = 0
        for angle in angles {
            // Beyond this a Double says too little about the angle.
            guard abs(angle) < 1e3 else { return nil }
            let count = (angle / (.pi / 2)).rounded()
            guard abs(angle - count * (.pi / 2)) <= SmallClifford.tolerance else { return nil }
            turns = turns << 4 | UInt64(truncatingIfNeeded: Int(count) & 7)
        }
        return turns
    }

    private static func steps(
        of operation: GateOperation, _ parameters: ArraySlice<Double>
    ) -> [StabilizerOperation]? {
        guard operation.operandCount <= 2 else { return nil }
        // A gate without operands is a global phase.
        if operation.operandCount == 0 { return [] }
        let matrix = Self.matrix(of: operation, parameters)
        return SmallClifford(matrix: matrix, qubitCount: operation.operandCount)?.operations()
    }

    /// The whole matrix: that of the targets where all controls hold, the identity elsewhere.
    private static func matrix(of operation: GateOperation, _ parameters: ArraySlice<Double>) -> [Double] {
        let (base, controls) = Self.baseMatrix(of: operation, parameters)
        let controlCount = operation.operandCount - controls.targetCount
        let rowCount = 1 << operation.operandCount
        let baseRowCount = 1 << controls.targetCount
        var matrix = [Double](repeating: 0, count: 2 * rowCount * rowCount)
        for row in 0..<rowCount {
            let isActive = row & (1 << controlCount - 1) == controls.value
            guard isActive else {
                matrix[2 * (row * rowCount + row)] = 1
                continue
            }
            for target in 0..<baseRowCount {
                let column = target << controlCount | controls.value
                let index = 2 * ((row >> controlCount) * baseRowCount + target)
                matrix[2 * (row * rowCount + column)] = base[index]
                matrix[2 * (row * rowCount + column) + 1] = base[index + 1]
            }
        }
        return matrix
    }

    /// The matrix on the targets, and what the controls in front of them must hold.
    private static func baseMatrix(
        of operation: GateOperation, _ parameters: ArraySlice<Double>
    ) -> ([Double], (value: Int, targetCount: Int)) {
        let added = Int(operation.addedControlState)
        switch operation.kind {
        case .standard(let gate):
            var matrix: [Double] = []
            gate.appendMatrix(parameters: parameters, to: &matrix)
            let own = (1 << gate.shape.controlCount - 1) << operation.addedControlCount
            return (matrix, (own | added, gate.shape.targetCount))
        case .unitary(let qubitCount):
            return (Array(parameters), (added, qubitCount))
        case .diagonal(let qubitCount):
            var matrix = [Double](repeating: 0, count: 2 << (2 * qubitCount))
            let rowCount = 1 << qubitCount
            for row in 0..<rowCount {
                matrix[2 * row * (rowCount + 1)] = parameters[parameters.startIndex + 2 * row]
                matrix[2 * row * (rowCount + 1) + 1] = parameters[parameters.startIndex + 2 * row + 1]
            }
            return (matrix, (added, qubitCount))
        }
    }
}
