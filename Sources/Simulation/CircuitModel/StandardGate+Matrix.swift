extension StandardGate {
    /// Appends the matrix that acts on the gate's targets, without its controls.
    ///
    /// Row-major, `2^t` rows of `2^t` entries for `t` targets, each entry as real then imaginary part. Bit 0 of
    /// a row or column index is the first target. A gate without targets (global phase) has one entry.
    ///
    /// - Parameters:
    ///   - parameters: As many as ``GateShape/parameterCount``, finite, in radians.
    ///   - matrix: Gains `2 · 4^t` numbers.
    package func appendMatrix(parameters p: ArraySlice<Double>, to matrix: inout [Double]) {
        let shape = self.shape
        precondition(p.count == shape.parameterCount, "A gate has a fixed number of parameters.")
        let first = p.startIndex
        switch shape.targetCount {
        case 0: matrix.append(Complex(phase: p[first]))
        case 1: self.oneQubitMatrix(p, first).append(to: &matrix)
        case 2: self.appendTwoQubitMatrix(p, first, to: &matrix)
        default: self.appendPermutationMatrix(rowCount: 1 << shape.targetCount, to: &matrix)
        }
    }

    /// The 2×2 matrix on the last operand of a gate with one target.
    private func oneQubitMatrix(_ p: ArraySlice<Double>, _ first: Int) -> OneQubitMatrix {
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
        case .phase, .cPhase, .u1, .cu1: return .phase(Complex(phase: p[first]))
        case .rx, .crx: return .rotation(p[first], axisPhase: 0)
        case .ry, .cry: return .u(theta: p[first], phi: 0, lambda: 0)
        case .rz, .crz:
            return OneQubitMatrix(Complex(phase: -p[first] / 2), .zero, .zero, Complex(phase: p[first] / 2))
        case .r: return .rotation(p[first], axisPhase: p[first + 1])
        case .u, .u3, .cu3: return .u(theta: p[first], phi: p[first + 1], lambda: p[first + 2])
        case .u2: return .u(cosine: half, sine: half, phi: p[first], lambda: p[first + 1])
        case .cu:
            return .u(theta: p[first], phi: p[first + 1], lambda: p[first + 2])
                .scaled(by: Complex(phase: p[first + 3]))
        case .identity: return .phase(.one)
        case .globalPhase, .swap, .cSwap, .iSwap, .doubleCX, .echoedCrossResonance, .rxx, .ryy, .rzz, .rzx,
            .xxMinusYY, .xxPlusYY, .relativePhaseCCX, .relativePhaseC3X:
            preconditionFailure("The gate has one target.")
        }
    }

    /// The 4×4 matrix on the last two operands of a gate with two targets.
    private func appendTwoQubitMatrix(_ p: ArraySlice<Double>, _ first: Int, to matrix: inout [Double]) {
        let half = 0.5.squareRoot()
        let angle = SineCosine(p.isEmpty ? 0 : p[first] / 2)
        let (cosine, sine) = (Complex(angle.cosine), Complex(0, -angle.sine))
        switch self {
        case .swap, .cSwap:
            matrix.append(rowCount: 4, [(0, 0, .one), (1, 2, .one), (2, 1, .one), (3, 3, .one)])
        case .iSwap:
            matrix.append(rowCount: 4, [(0, 0, .one), (1, 2, .i), (2, 1, .i), (3, 3, .one)])
        case .doubleCX:
            matrix.append(rowCount: 4, [(0, 0, .one), (1, 3, .one), (2, 1, .one), (3, 2, .one)])
        case .echoedCrossResonance:
            let (plain, turned) = (Complex(half), Complex(0, half))
            matrix.append(
                rowCount: 4,
                [
                    (0, 1, plain), (0, 3, turned), (1, 0, plain), (1, 2, -turned),
                    (2, 1, turned), (2, 3, plain), (3, 0, -turned), (3, 2, plain),
                ])
        case .rxx: matrix.appendRotation(diagonal: cosine, outer: sine, inner: sine)
        case .ryy: matrix.appendRotation(diagonal: cosine, outer: -sine, inner: sine)
        case .rzz:
            let (minus, plus) = (Complex(angle.cosine, -angle.sine), Complex(angle.cosine, angle.sine))
            matrix.append(rowCount: 4, [(0, 0, minus), (1, 1, plus), (2, 2, plus), (3, 3, minus)])
        case .rzx:
            matrix.append(
                rowCount: 4,
                [
                    (0, 0, cosine), (0, 2, sine), (1, 1, cosine), (1, 3, -sine),
                    (2, 0, sine), (2, 2, cosine), (3, 1, -sine), (3, 3, cosine),
                ])
        case .xxMinusYY, .xxPlusYY:
            let turn = Complex(phase: p[first + 1])
            let back = Complex(turn.real, -turn.imaginary)
            let (low, high) = self == .xxMinusYY ? (0, 3) : (1, 2)
            let (idle, idleToo) = self == .xxMinusYY ? (1, 2) : (0, 3)
            matrix.append(
                rowCount: 4,
                [
                    (idle, idle, .one), (idleToo, idleToo, .one), (low, low, cosine), (high, high, cosine),
                    (low, high, sine * back), (high, low, sine * turn),
                ])
        case .globalPhase, .identity, .x, .y, .z, .hadamard, .s, .sAdjoint, .t, .tAdjoint, .sx, .sxAdjoint,
            .phase, .rx, .ry, .rz, .r, .u, .u1, .u2, .u3, .cx, .cy, .cz, .ch, .cs, .csAdjoint, .csx, .cPhase,
            .crx, .cry, .crz, .cu, .cu1, .cu3, .ccx, .ccz, .relativePhaseCCX, .c3x, .c4x, .c3sx,
            .relativePhaseC3X:
            preconditionFailure("The gate has two targets.")
        }
    }

    /// Margolus's gate and its three-control cousin: permutations with phases.
    private func appendPermutationMatrix(rowCount: Int, to matrix: inout [Double]) {
        var column = Array(0..<rowCount)
        var value = [Complex](repeating: .one, count: rowCount)
        if self == .relativePhaseCCX {
            (column[3], value[3]) = (7, -Complex.i)
            (column[7], value[7]) = (3, .i)
            value[5] = -Complex.one
        } else {
            precondition(self == .relativePhaseC3X, "The other gates have at most two targets.")
            value[3] = .i
            (column[7], value[7]) = (15, .one)
            value[11] = -Complex.i
            (column[15], value[15]) = (7, -Complex.one)
        }
        matrix.append(
            rowCount: rowCount, (0..<rowCount).map { (row: $0, column: column[$0], value: value[$0]) })
    }
}

extension [Double] {
    fileprivate mutating func append(_ value: Complex) {
        self.append(value.real)
        self.append(value.imaginary)
    }

    /// Appends a square matrix that is zero but for the given entries.
    fileprivate mutating func append(rowCount: Int, _ entries: [(row: Int, column: Int, value: Complex)]) {
        let start = self.count
        self.append(contentsOf: repeatElement(0, count: 2 * rowCount * rowCount))
        for entry in entries {
            let index = start + 2 * (entry.row * rowCount + entry.column)
            self[index] = entry.value.real
            self[index + 1] = entry.value.imaginary
        }
    }

    /// Appends a 4×4 matrix with one value on the diagonal and two on the anti-diagonal.
    fileprivate mutating func appendRotation(diagonal: Complex, outer: Complex, inner: Complex) {
        self.append(
            rowCount: 4,
            [
                (0, 0, diagonal), (0, 3, outer), (1, 1, diagonal), (1, 2, inner),
                (2, 1, inner), (2, 2, diagonal), (3, 0, outer), (3, 3, diagonal),
            ])
    }
}
