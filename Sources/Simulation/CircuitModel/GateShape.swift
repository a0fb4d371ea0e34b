/// How many operands of each sort a gate takes, and the name Qiskit gives it.
///
/// A gate acts as its base matrix (`2^targetCount` rows) on its targets where all of its controls are 1.
package struct GateShape: Equatable, Sendable {
    /// Qiskit's instruction name. Not unique: `c3x` and `c4x` are both `mcx`.
    package let name: String
    package let controlCount: Int
    package let targetCount: Int
    /// Real parameters, in Qiskit's order, in radians.
    package let parameterCount: Int

    package init(_ name: String, controls: Int = 0, targets: Int, parameters: Int = 0) {
        self.name = name
        self.controlCount = controls
        self.targetCount = targets
        self.parameterCount = parameters
    }

    package var qubitCount: Int { self.controlCount + self.targetCount }
}

extension StandardGate {
    /// The gate table: one row for each gate.
    package var shape: GateShape {
        switch self {
        case .globalPhase: GateShape("global_phase", targets: 0, parameters: 1)
        case .identity: GateShape("id", targets: 1)
        case .x: GateShape("x", targets: 1)
        case .y: GateShape("y", targets: 1)
        case .z: GateShape("z", targets: 1)
        case .hadamard: GateShape("h", targets: 1)
        case .s: GateShape("s", targets: 1)
        case .sAdjoint: GateShape("sdg", targets: 1)
        case .t: GateShape("t", targets: 1)
        case .tAdjoint: GateShape("tdg", targets: 1)
        case .sx: GateShape("sx", targets: 1)
        case .sxAdjoint: GateShape("sxdg", targets: 1)
        case .phase: GateShape("p", targets: 1, parameters: 1)
        case .rx: GateShape("rx", targets: 1, parameters: 1)
        case .ry: GateShape("ry", targets: 1, parameters: 1)
        case .rz: GateShape("rz", targets: 1, parameters: 1)
        case .r: GateShape("r", targets: 1, parameters: 2)
        case .u: GateShape("u", targets: 1, parameters: 3)
        case .u1: GateShape("u1", targets: 1, parameters: 1)
        case .u2: GateShape("u2", targets: 1, parameters: 2)
        case .u3: GateShape("u3", targets: 1, parameters: 3)
        case .swap: GateShape("swap", targets: 2)
        case .iSwap: GateShape("iswap", targets: 2)
        case .doubleCX: GateShape("dcx", targets: 2)
        case .echoedCrossResonance: GateShape("ecr", targets: 2)
        case .rxx: GateShape("rxx", targets: 2, parameters: 1)
        case .ryy: GateShape("ryy", targets: 2, parameters: 1)
        case .rzz: GateShape("rzz", targets: 2, parameters: 1)
        case .rzx: GateShape("rzx", targets: 2, parameters: 1)
        case .xxMinusYY: GateShape("xx_minus_yy", targets: 2, parameters: 2)
        case .xxPlusYY: GateShape("xx_plus_yy", targets: 2, parameters: 2)
        case .cx: GateShape("cx", controls: 1, targets: 1)
        case .cy: GateShape("cy", controls: 1, targets: 1)
        case .cz: GateShape("cz", controls: 1, targets: 1)
        case .ch: GateShape("ch", controls: 1, targets: 1)
        case .cs: GateShape("cs", controls: 1, targets: 1)
        case .csAdjoint: GateShape("csdg", controls: 1, targets: 1)
        case .csx: GateShape("csx", controls: 1, targets: 1)
        case .cPhase: GateShape("cp", controls: 1, targets: 1, parameters: 1)
        case .crx: GateShape("crx", controls: 1, targets: 1, parameters: 1)
        case .cry: GateShape("cry", controls: 1, targets: 1, parameters: 1)
        case .crz: GateShape("crz", controls: 1, targets: 1, parameters: 1)
        case .cu: GateShape("cu", controls: 1, targets: 1, parameters: 4)
        case .cu1: GateShape("cu1", controls: 1, targets: 1, parameters: 1)
        case .cu3: GateShape("cu3", controls: 1, targets: 1, parameters: 3)
        case .ccx: GateShape("ccx", controls: 2, targets: 1)
        case .ccz: GateShape("ccz", controls: 2, targets: 1)
        case .cSwap: GateShape("cswap", controls: 1, targets: 2)
        case .relativePhaseCCX: GateShape("rccx", targets: 3)
        case .c3x: GateShape("mcx", controls: 3, targets: 1)
        case .c4x: GateShape("mcx", controls: 4, targets: 1)
        case .c3sx: GateShape("c3sx", controls: 3, targets: 1)
        case .relativePhaseC3X: GateShape("rcccx", targets: 4)
        }
    }
}
