import CircuitModel

/// One gate of the table, or one matrix, with controls: what every other gate is unfolded to.
struct Primitive {
    enum Kind: Equatable {
        case standard(StandardGate)
        /// Row-major, real and imaginary parts.
        case matrix([Double])
    }

    struct Control: Equatable {
        var qubit: Int
        /// The value at which the gate acts.
        var acts: Bool
    }

    var kind: Kind
    var parameters: [Formula] = []
    /// The first controls of a gate that has controls of its own among them.
    var qubits: [Int]
    var controls: [Control] = []

    init(_ gate: StandardGate, _ parameters: [Formula] = [], on qubits: [Int]) {
        self.kind = .standard(gate)
        self.parameters = parameters
        self.qubits = qubits
    }

    init(matrix: [Double], on qubits: [Int]) {
        self.kind = .matrix(matrix)
        self.qubits = qubits
    }

    static func phase(_ angle: Formula) -> Primitive { Primitive(.globalPhase, [angle], on: []) }

    /// The matrix on the gate's targets; nil where it follows from inputs.
    private var targetMatrix: [Double]? {
        switch self.kind {
        case .matrix(let matrix): return matrix
        case .standard(let gate):
            var angles: [Double] = []
            for parameter in self.parameters {
                guard let angle = parameter.constant else { return nil }
                angles.append(angle)
            }
            var matrix: [Double] = []
            gate.appendMatrix(parameters: angles[...], to: &matrix)
            return matrix
        }
    }

    /// The same with the gate's own controls among the added ones, and its targets' matrix.
    private func withMatrix(_ matrix: [Double]) -> Primitive {
        let count = self.ownControlCount
        var copy = Primitive(matrix: matrix, on: Array(self.qubits.dropFirst(count)))
        copy.controls = self.controls + self.qubits.prefix(count).map { Control(qubit: $0, acts: true) }
        return copy
    }

    private var ownControlCount: Int {
        switch self.kind {
        case .standard(let gate): gate.shape.controlCount
        case .matrix: 0
        }
    }

    // MARK: - Inverse

    /// nil where it would have to be computed from inputs.
    var inverse: Primitive? {
        guard case .standard(let gate) = self.kind else {
            return self.targetMatrix.map { self.withMatrix(Self.adjoint(of: $0)) }
        }
        var copy = self
        switch gate {
        case .identity, .x, .y, .z, .hadamard, .swap, .echoedCrossResonance, .cx, .cy, .cz, .ch, .ccx, .ccz,
            .cSwap, .relativePhaseCCX, .c3x, .c4x:
            return self
        case .s: copy.kind = .standard(.sAdjoint)
        case .sAdjoint: copy.kind = .standard(.s)
        case .t: copy.kind = .standard(.tAdjoint)
        case .tAdjoint: copy.kind = .standard(.t)
        case .sx: copy.kind = .standard(.sxAdjoint)
        case .sxAdjoint: copy.kind = .standard(.sx)
        case .cs: copy.kind = .standard(.csAdjoint)
        case .csAdjoint: copy.kind = .standard(.cs)
        case .globalPhase, .phase, .rx, .ry, .rz, .r, .u1, .rxx, .ryy, .rzz, .rzx, .xxMinusYY, .xxPlusYY,
            .cPhase,
            .crx, .cry, .crz, .cu1:
            copy.parameters[0] = -self.parameters[0]
        case .u, .u3, .cu, .cu3:
            copy.parameters[0] = -self.parameters[0]
            copy.parameters[1] = -self.parameters[2]
            copy.parameters[2] = -self.parameters[1]
            if gate == .cu { copy.parameters[3] = -self.parameters[3] }
        case .u2:
            copy.parameters = [
                -self.parameters[1] + .constant(-.pi), -self.parameters[0] + .constant(.pi),
            ]
        case .iSwap, .doubleCX, .csx, .c3sx, .relativePhaseC3X:
            return self.targetMatrix.map { self.withMatrix(Self.adjoint(of: $0)) }
        }
        return copy
    }

    private static func adjoint(of matrix: [Double]) -> [Double] {
        let rowCount = Self.rowCount(of: matrix)
        var result = matrix
        for row in 0..<rowCount {
            for column in 0..<rowCount {
                let (target, source) = (2 * (row * rowCount + column), 2 * (column * rowCount + row))
                result[target] = matrix[source]
                result[target + 1] = -matrix[source + 1]
            }
        }
        return result
    }

    private static func rowCount(of matrix: [Double]) -> Int {
        var rowCount = 1
        while 2 * rowCount * rowCount < matrix.count { rowCount *= 2 }
        return rowCount
    }

    // MARK: - Powers

    /// The principal power; nil where it would have to be computed from inputs, or is of more than one target.
    func raised(to exponent: Formula) -> Primitive? {
        var copy = self
        if case .standard(let gate) = self.kind {
            switch gate {
            case .globalPhase, .phase, .rx, .ry, .rz, .r, .u1, .rxx, .ryy, .rzz, .rzx, .xxMinusYY, .xxPlusYY,
                .cPhase, .crx, .cry, .crz, .cu1:
                copy.parameters[0] = self.parameters[0].combined(.multiply, exponent)
                return copy
            case .identity: return self
            case .z, .s, .sAdjoint, .t, .tAdjoint, .cz, .cs, .csAdjoint, .ccz, .x, .y, .hadamard, .sx,
                .sxAdjoint,
                .u, .u2, .u3, .swap, .iSwap, .doubleCX, .echoedCrossResonance, .cx, .cy, .ch, .csx, .cu, .cu3,
                .ccx, .cSwap, .relativePhaseCCX, .c3x, .c4x, .c3sx, .relativePhaseC3X:
                break
            }
        }
        guard let exponent = exponent.constant, let matrix = self.targetMatrix, matrix.count == 8 else {
            return nil
        }
        return self.withMatrix(OneQubitPower(matrix).raised(to: exponent))
    }
}

extension Primitive {
    /// Its matrix, where it is a constant gate on one qubit that has no controls.
    var oneQubitMatrix: [Double]? {
        guard self.qubits.count == 1, self.controls.isEmpty, let matrix = self.targetMatrix, matrix.count == 8
        else { return nil }
        return matrix
    }
}
