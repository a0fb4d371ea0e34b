import CircuitModel

/// What one step of a plan does, on wires, before it is known where the wires lie.
struct FusedOperation {
    enum Kind {
        case rotation(Rotation)
        /// Factors of the amplitudes in which the wire is 1 and another is, then a rotation.
        case phasedRotation(Rotation, [(wire: Int, factor: Complex)])
        /// The first wire is flipped where the second is 1.
        case controlledNot
        case pair(PairMatrix)
        case reducedPair(PairReduction)
        case dense(matrix: [Double])
        case diagonal([PhaseFactor])
        /// A factor of the amplitudes in which all wires are 1; without wires, of all.
        case phase(Complex)
        case direct(LinearOperation)
    }

    var kind: Kind
    /// In the order that the kind's numbers have.
    var wires: [Int]
    var controlMask = 0
    var controlValue = 0
    /// Wires that it changes: a kernel needs them among the block bits of a chunk.
    private(set) var targetMask = 0
    /// Wires that only choose where it acts or by which phase; they may lie anywhere.
    private(set) var diagonalMask = 0
    /// Those among them that must not be bits of the lane.
    private(set) var laneFreeMask = 0

    /// Multiplications and additions in one, for each amplitude: what it costs where arithmetic is what costs.
    private(set) var cost = 0.0

    init(_ kind: Kind, wires: [Int], controlMask: Int = 0, controlValue: Int = 0) {
        self.kind = kind
        self.wires = wires
        self.controlMask = controlMask
        self.controlValue = controlValue
        let all = wires.reduce(0) { $0 | 1 << $1 }
        switch kind {
        case .rotation(let rotation):
            self.targetMask = all
            self.cost = rotation.cost
        case .phasedRotation(let rotation, let factors):
            self.targetMask = all
            self.diagonalMask = factors.reduce(0) { $0 | 1 << $1.wire }
            self.cost = rotation.cost + 4
        case .controlledNot:
            self.targetMask = 1 << wires[0]
            self.diagonalMask = 1 << wires[1]
            self.cost = 1
        case .pair: (self.targetMask, self.cost) = (all, 16)
        case .reducedPair: (self.targetMask, self.cost) = (all, 11)
        case .dense:
            self.targetMask = all
            self.diagonalMask = controlMask
            self.cost = Double(4 << wires.count) / Double(1 << controlMask.nonzeroBitCount)
        case .diagonal(let factors):
            self.diagonalMask = factors.reduce(0) { $0 | 1 << $1.first | 1 << $1.second }
            self.cost = 12
        case .phase:
            self.diagonalMask = all
            self.cost = 4 / Double(1 << wires.count)
        case .direct: self.targetMask = all | controlMask
        }
        switch kind {
        case .controlledNot, .dense: self.laneFreeMask = self.targetMask | self.diagonalMask
        case .rotation, .phasedRotation, .pair, .reducedPair: self.laneFreeMask = self.targetMask
        case .diagonal, .phase, .direct: self.laneFreeMask = 0
        }
    }

    /// The operation and a scalar in one; nil where that would cost a sweep of its own.
    func scaled(by scale: Complex) -> FusedOperation? {
        switch self.kind {
        case .rotation(let rotation): FusedOperation(.rotation(rotation.scaled(by: scale)), wires: self.wires)
        case .phasedRotation(let rotation, let factors):
            FusedOperation(.phasedRotation(rotation.scaled(by: scale), factors), wires: self.wires)
        case .pair(let matrix):
            FusedOperation(.pair(PairMatrix(matrix.entries.map { scale * $0 })), wires: self.wires)
        case .controlledNot, .reducedPair, .dense, .diagonal, .phase, .direct: nil
        }
    }

    /// Carried out over the whole state by itself.
    var isDirect: Bool {
        if case .direct = self.kind { true } else { false }
    }
}

extension FusedOperation {
    /// The operation on the stored bits where its wires lie.
    func linear(at positions: [Int]) -> LinearOperation {
        switch self.kind {
        case .direct(let operation): return operation.moved(to: positions)
        case .dense(let matrix):
            return LinearOperation.dense(
                matrix, on: self.wires, controlMask: self.controlMask, controlValue: self.controlValue
            ).moved(to: positions)
        case .rotation, .phasedRotation, .controlledNot, .pair, .reducedPair, .diagonal, .phase:
            preconditionFailure("Two qubits fit every chunk.")
        }
    }
}
