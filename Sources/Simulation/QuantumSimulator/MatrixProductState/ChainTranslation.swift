import CircuitModel
import MatrixProductState

/// Which qubits of a circuit stand in its chain, and its gates as operations on them.
struct ChainTranslation {
    /// Qubits of a gate that is one matrix: its `4^k` entries are written out. Controls of one target do not count.
    static let matrixQubitCountMax = 8

    private let circuit: Circuit
    /// The chain's name of each declared qubit; nil for one that nothing acts on, which is 0.
    private let names: [Int?]
    let qubitCount: Int

    init(_ circuit: Circuit) {
        self.circuit = circuit
        var isActive = [Bool](repeating: false, count: circuit.qubitCount)
        for operand in circuit.operands { isActive[Int(operand)] = true }
        for case .save(let save) in circuit.instructions {
            switch save {
            case .stateVector, .amplitudes, .unitary: isActive = isActive.map { _ in true }
            case .probabilities(let qubits), .densityMatrix(let qubits):
                for qubit in qubits { isActive[qubit] = true }
            case .expectation(let sum, _):
                for position in sum.strings.flatMap({ $0.positions }) { isActive[position.qubit] = true }
            }
        }
        var count = 0
        self.names = isActive.map { active in
            guard active else { return nil }
            count += 1
            return count - 1
        }
        self.qubitCount = count
    }

    func name(of qubit: Int) -> Int? { self.names[qubit] }

    /// The names of qubits that something is saved about.
    func names(of qubits: [Int]) -> [Int] { qubits.compactMap { self.names[$0] } }

    /// Whether a gate is more than this method takes.
    static func isTooWide(_ gate: GateOperation) -> Bool {
        let targetCount = Self.targetCount(of: gate.kind)
        return targetCount > 1 && gate.operandCount > Self.matrixQubitCountMax
    }

    static func targetCount(of kind: GateOperation.Kind) -> Int {
        switch kind {
        case .standard(let gate): gate.shape.targetCount
        case .unitary(let count), .diagonal(let count): count
        }
    }

    /// Appends what a gate does to the chain.
    ///
    /// - Parameter phase: Radians; gains what the gate does to the whole state.
    func append(_ gate: GateOperation, to operations: inout [ChainOperation], phase: inout Double) {
        let operands = self.circuit.operands(of: gate).map { self.names[Int($0)] ?? 0 }
        let parameters = self.circuit.parameters(of: gate)
        let controlCount = gate.operandCount - Self.targetCount(of: gate.kind)
        var controls = operands.prefix(controlCount).enumerated().map { index, qubit in
            // The gate's own controls hold 1.
            ChainOperation.Control(
                qubit,
                is: index >= gate.addedControlCount || gate.addedControlState >> UInt64(index) & 1 == 1)
        }
        var targets = Array(operands.dropFirst(controlCount))
        var matrix: [Double] = []
        switch gate.kind {
        case .standard(.identity): return
        case .standard(.swap) where controls.isEmpty:
            return operations.append(.exchange(targets[0], targets[1]))
        case .standard(.globalPhase):
            let angle = parameters.first ?? 0
            guard let last = controls.popLast() else { return phase += angle }
            // A phase on controls alone is one on the last of them.
            let turn = Complex(phase: angle)
            targets = [last.qubit]
            matrix = Self.matrix(diagonal: last.value ? [.one, turn] : [turn, .one])
        case .standard(let standard): standard.appendMatrix(parameters: parameters, to: &matrix)
        case .unitary: matrix = Array(parameters)
        case .diagonal:
            matrix = Self.matrix(
                diagonal: stride(from: parameters.startIndex, to: parameters.endIndex, by: 2).map {
                    Complex(parameters[$0], parameters[$0 + 1])
                })
        }
        if targets.count == 1, controls.count > 1 {
            operations.append(.controlled(matrix, target: targets[0], controls: controls))
        } else {
            operations.append(
                .matrix(
                    Self.matrix(matrix, on: targets.count, controls: controls.map { $0.value }),
                    qubits: targets + controls.map { $0.qubit }))
        }
    }

    private static func matrix(diagonal: [Complex]) -> [Double] {
        var matrix = [Double](repeating: 0, count: 2 * diagonal.count * diagonal.count)
        for (row, value) in diagonal.enumerated() {
            matrix[2 * row * (diagonal.count + 1)] = value.real
            matrix[2 * row * (diagonal.count + 1) + 1] = value.imaginary
        }
        return matrix
    }

    /// A matrix that acts where the controls, which are the higher bits, hold their values.
    private static func matrix(_ matrix: [Double], on targetCount: Int, controls: [Bool]) -> [Double] {
        guard !controls.isEmpty else { return matrix }
        let (size, rowCount) = (1 << targetCount, 1 << (targetCount + controls.count))
        let block = controls.enumerated().reduce(0) { $0 | ($1.element ? size << $1.offset : 0) }
        var result = [Double](repeating: 0, count: 2 * rowCount * rowCount)
        for row in 0..<rowCount { result[2 * row * (rowCount + 1)] = 1 }
        for row in 0..<size {
            for column in 0..<size {
                let (entry, source) = ((block + row) * rowCount + block + column, row * size + column)
                result[2 * entry] = matrix[2 * source]
                result[2 * entry + 1] = matrix[2 * source + 1]
            }
        }
        return result
    }
}
