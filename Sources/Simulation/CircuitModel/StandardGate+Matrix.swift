extension StandardGate {
    /// The most numbers that ``writeMatrix(parameters:to:)`` writes: a matrix on four targets.
    package static let matrixNumberCountMax = 512

    /// Appends the matrix that acts on the gate's targets, without its controls.
    ///
    /// - Parameters:
    ///   - parameters: As many as ``GateShape/parameterCount``, finite, in radians.
    ///   - matrix: Gains `2 · 4^t` numbers for `t` targets, as ``writeMatrix(parameters:to:)`` writes them.
    package func appendMatrix(parameters: ArraySlice<Double>, to matrix: inout [Double]) {
        let shape = self.shape
        precondition(parameters.count == shape.parameterCount, "A gate has a fixed number of parameters.")
        let start = matrix.count
        matrix.append(contentsOf: repeatElement(0, count: 2 << (2 * shape.targetCount)))
        matrix.withUnsafeMutableBufferPointer { numbers in
            parameters.withUnsafeBufferPointer { self.writeMatrix(parameters: $0, to: numbers, at: start) }
        }
    }

    private func writeMatrix(
        parameters: UnsafeBufferPointer<Double>, to numbers: UnsafeMutableBufferPointer<Double>, at start: Int
    ) {
        guard let base = numbers.baseAddress else { return }
        // A gate without parameters reads none, wherever the pointer leads.
        self.writeMatrix(parameters: parameters.baseAddress ?? UnsafePointer(base), to: base + start)
    }

    /// Writes the matrix that acts on the gate's targets, without its controls.
    ///
    /// Row-major, `2^t` rows of `2^t` entries for `t` targets, each entry as real then imaginary part. Bit 0 of
    /// a row or column index is the first target. A gate without targets (global phase) has one entry.
    ///
    /// - Parameters:
    ///   - p: As many as ``GateShape/parameterCount``, finite, in radians.
    ///   - matrix: Room for `2 · 4^t` numbers.
    package func writeMatrix(parameters p: UnsafePointer<Double>, to matrix: UnsafeMutablePointer<Double>) {
        switch self.shape.targetCount {
        case 0:
            let factor = Complex(phase: p[0])
            (matrix[0], matrix[1]) = (factor.real, factor.imaginary)
        case 1: self.oneQubitMatrix(p).write(to: matrix)
        case 2: self.writeTwoQubitMatrix(p, to: MatrixEntries(matrix, rowCount: 4))
        default: self.writePermutationMatrix(rowCount: 1 << self.shape.targetCount, to: matrix)
        }
    }

    /// The 2×2 matrix on the last operand of a gate with one target.
    private func oneQubitMatrix(_ p: UnsafePointer<Double>) -> OneQubitMatrix {
        let half = 0.5.squareRoot()
        switch self {
        case .x, .cx, .ccx, .c3x, .c4x: return OneQubitMatrix(.zero, .one, .one, .zero)
        case .y, .cy: return OneQubitMatrix(.zero, -Complex.i, .i, .zero)
        case .z, .cz, .ccz: return .phase(-Complex.one)
        case .hadamard, .ch:
            return OneQubitMatrix(Complex(half), Complex(half), Complex(half), Complex(-half))
        case .s, .cs: return .phase(.i)
        case .sAdjoint, .csAdjoint: return .phase(-Complex.i)
        case .t: return .phase(Complex(half, half))
        case .tAdjoint: return .phase(Complex(half, -half))
        case .sx, .csx, .c3sx:
            return OneQubitMatrix(
                Complex(0.5, 0.5), Complex(0.5, -0.5), Complex(0.5, -0.5), Complex(0.5, 0.5))
        case .sxAdjoint:
            return OneQubitMatrix(
                Complex(0.5, -0.5), Complex(0.5, 0.5), Complex(0.5, 0.5), Complex(0.5, -0.5))
        case .phase, .cPhase, .u1, .cu1: return .phase(Complex(phase: p[0]))
        case .rx, .crx: return .rotation(p[0], axisPhase: 0)
        case .ry, .cry: return .u(theta: p[0], phi: 0, lambda: 0)
        case .rz, .crz:
            return OneQubitMatrix(Complex(phase: -p[0] / 2), .zero, .zero, Complex(phase: p[0] / 2))
        case .r: return .rotation(p[0], axisPhase: p[1])
        case .u, .u3, .cu3: return .u(theta: p[0], phi: p[1], lambda: p[2])
        case .u2: return .u(cosine: half, sine: half, phi: p[0], lambda: p[1])
        case .cu:
            return .u(theta: p[0], phi: p[1], lambda: p[2])
                .scaled(by: Complex(phase: p[3]))
        case .identity: return .phase(.one)
        case .globalPhase, .swap, .cSwap, .iSwap, .doubleCX, .echoedCrossResonance, .rxx, .ryy, .rzz, .rzx,
            .xxMinusYY, .xxPlusYY, .relativePhaseCCX, .relativePhaseC3X:
            preconditionFailure("The gate has one target.")
        }
    }

    /// The 4×4 matrix on the last two operands of a gate with two targets.
    private func writeTwoQubitMatrix(_ p: UnsafePointer<Double>, to m: MatrixEntries) {
        let half = 0.5.squareRoot()
        switch self {
        case .swap, .cSwap: m.set((0, 0, .one), (1, 2, .one), (2, 1, .one), (3, 3, .one))
        case .iSwap: m.set((0, 0, .one), (1, 2, .i), (2, 1, .i), (3, 3, .one))
        case .doubleCX: m.set((0, 0, .one), (1, 3, .one), (2, 1, .one), (3, 2, .one))
        case .echoedCrossResonance:
            let (plain, turned) = (Complex(half), Complex(0, half))
            m.set((0, 1, plain), (1, 0, plain), (2, 3, plain), (3, 2, plain))
            m.set((0, 3, turned), (2, 1, turned))
            m.set((1, 2, -turned), (3, 0, -turned))
        case .rxx, .ryy, .rzz, .rzx, .xxMinusYY, .xxPlusYY: self.writeTwoQubitRotation(p, to: m)
        case .globalPhase, .identity, .x, .y, .z, .hadamard, .s, .sAdjoint, .t, .tAdjoint, .sx, .sxAdjoint,
            .phase, .rx, .ry, .rz, .r, .u, .u1, .u2, .u3, .cx, .cy, .cz, .ch, .cs, .csAdjoint, .csx, .cPhase,
            .crx, .cry, .crz, .cu, .cu1, .cu3, .ccx, .ccz, .relativePhaseCCX, .c3x, .c4x, .c3sx,
            .relativePhaseC3X:
            preconditionFailure("The gate has two targets.")
        }
    }

    private func writeTwoQubitRotation(_ p: UnsafePointer<Double>, to m: MatrixEntries) {
        let angle = SineCosine(p[0] / 2)
        let (cosine, sine) = (Complex(angle.cosine), Complex(0, -angle.sine))
        if self == .rzz {
            let (minus, plus) = (Complex(angle.cosine, -angle.sine), Complex(angle.cosine, angle.sine))
            return m.set((0, 0, minus), (1, 1, plus), (2, 2, plus), (3, 3, minus))
        }
        if self == .xxMinusYY || self == .xxPlusYY {
            let turn = Complex(phase: p[1])
            let back = Complex(turn.real, -turn.imaginary)
            let (low, high) = self == .xxMinusYY ? (0, 3) : (1, 2)
            let (idle, idleToo) = self == .xxMinusYY ? (1, 2) : (0, 3)
            m.set((idle, idle, .one), (idleToo, idleToo, .one), (low, low, cosine), (high, high, cosine))
            return m.set((low, high, sine * back), (high, low, sine * turn))
        }
        m.set((0, 0, cosine), (1, 1, cosine), (2, 2, cosine), (3, 3, cosine))
        if self == .rzx {
            return m.set((0, 2, sine), (1, 3, -sine), (2, 0, sine), (3, 1, -sine))
        }
        let outer = self == .ryy ? -sine : sine
        m.set((0, 3, outer), (1, 2, sine), (2, 1, sine), (3, 0, outer))
    }

    /// Margolus's gate and its three-control cousin: permutations with phases.
    private func writePermutationMatrix(rowCount: Int, to matrix: UnsafeMutablePointer<Double>) {
        let entries = MatrixEntries(matrix, rowCount: rowCount)
        if self == .relativePhaseCCX {
            for row in [0, 1, 2, 4, 6] { entries.set((row, row, .one)) }
            entries.set((3, 7, -Complex.i), (7, 3, .i), (5, 5, -Complex.one))
            return
        }
        precondition(self == .relativePhaseC3X, "The other gates have at most two targets.")
        for row in 0..<rowCount where ![3, 7, 11, 15].contains(row) { entries.set((row, row, .one)) }
        entries.set((3, 3, .i), (7, 15, .one), (11, 11, -Complex.i), (15, 7, -Complex.one))
    }
}
