import CircuitModel

/// What a gate's name stands for.
enum GateDefinition {
    case standard(StandardGate)
    /// `U` of version 3: half of its first angle is a phase, which controls see.
    case generalWithPhase
    /// A gate of version 3 with two phases taken out of it, which controls see: `u2` and `u3`.
    case balanced(StandardGate)
    /// Does nothing for the time that its parameter says.
    case idle
    /// A phase without qubits.
    case globalPhase
    /// The program's own.
    case written(Statement.GateSyntax)

    var parameterCount: Int {
        switch self {
        case .standard(let gate), .balanced(let gate): gate.shape.parameterCount
        case .generalWithPhase: 3
        case .idle, .globalPhase: 1
        case .written(let gate): gate.parameters.count
        }
    }

    var qubitCount: Int {
        switch self {
        case .standard(let gate), .balanced(let gate): gate.shape.qubitCount
        case .generalWithPhase, .idle: 1
        case .globalPhase: 0
        case .written(let gate): gate.qubits.count
        }
    }

    /// Gates that need no include.
    static func builtIn(_ version: Parser.Version) -> [String: GateDefinition] {
        switch version {
        case .two: ["U": .standard(.u), "CX": .standard(.cx)]
        case .three: ["U": .generalWithPhase, "gphase": .globalPhase]
        }
    }

    /// Gates of `qelib1.inc` (with what later editions of it added) and of `stdgates.inc`.
    static func library(_ version: Parser.Version) -> [String: GateDefinition] {
        let shared: [String: StandardGate] = [
            "u1": .u1, "p": .phase, "x": .x, "y": .y, "z": .z, "h": .hadamard, "s": .s, "sdg": .sAdjoint,
            "t": .t, "tdg": .tAdjoint, "sx": .sx, "rx": .rx, "ry": .ry, "rz": .rz, "id": .identity, "cx": .cx,
            "cy": .cy, "cz": .cz, "cp": .cPhase, "crx": .crx, "cry": .cry, "crz": .crz, "ch": .ch,
            "swap": .swap,
            "ccx": .ccx, "cswap": .cSwap, "cu": .cu,
        ]
        var gates = shared.mapValues { GateDefinition.standard($0) }
        switch version {
        case .two:
            let own: [String: StandardGate] = [
                "u": .u, "u2": .u2, "u3": .u3, "sxdg": .sxAdjoint, "cu1": .cu1, "cu3": .cu3, "csx": .csx,
                "rxx": .rxx, "rzz": .rzz, "rccx": .relativePhaseCCX, "rc3x": .relativePhaseC3X, "c3x": .c3x,
                "c3sqrtx": .c3sx, "c4x": .c4x,
            ]
            gates.merge(own.mapValues { .standard($0) }) { $1 }
            gates["u0"] = .idle
        case .three:
            gates["phase"] = .standard(.phase)
            gates["cphase"] = .standard(.cPhase)
            gates["CX"] = .standard(.cx)
            gates["u2"] = .balanced(.u2)
            gates["u3"] = .balanced(.u3)
        }
        return gates
    }
}
