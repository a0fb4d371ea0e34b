/// A gate of Qiskit's standard library, with its opcode in the packed circuit form.
///
/// The raw value is the opcode on the wire: a published number is never reused for another gate.
/// Operand order is Qiskit's: control qubits first, then targets; the first operand is bit 0 of a matrix index.
package enum StandardGate: UInt16, CaseIterable, Sendable {
    case globalPhase = 32
    case identity = 33
    case x = 34
    case y = 35
    case z = 36
    case hadamard = 37
    case s = 38
    case sAdjoint = 39
    case t = 40
    case tAdjoint = 41
    case sx = 42
    case sxAdjoint = 43
    case phase = 44
    case rx = 45
    case ry = 46
    case rz = 47
    case r = 48
    case u = 49
    case u1 = 50
    case u2 = 51
    case u3 = 52

    case swap = 64
    case iSwap = 65
    case doubleCX = 66
    case echoedCrossResonance = 67
    case rxx = 68
    case ryy = 69
    case rzz = 70
    case rzx = 71
    case xxMinusYY = 72
    case xxPlusYY = 73

    case cx = 80
    case cy = 81
    case cz = 82
    case ch = 83
    case cs = 84
    case csAdjoint = 85
    case csx = 86
    case cPhase = 87
    case crx = 88
    case cry = 89
    case crz = 90
    case cu = 91
    case cu1 = 92
    case cu3 = 93

    case ccx = 96
    case ccz = 97
    case cSwap = 98
    case relativePhaseCCX = 99
    case c3x = 100
    case c4x = 101
    case c3sx = 102
    case relativePhaseC3X = 103

    /// Gates begin here; other instructions have lower codes.
    static let firstCode: UInt32 = 32
}
