/// A batch of circuits to run, each for the same number of shots.
///
/// All numbers are little-endian; doubles are IEEE 754. Nothing is padded or aligned.
///
/// | bytes | type | name     | meaning                                                        |
/// |-------|------|----------|----------------------------------------------------------------|
/// | 4     |      | magic    | `SWCQ`                                                         |
/// | 2     | u16  | version  | 1                                                              |
/// | 2     | u16  | flags    | bit 0: return the outcome of every shot; others 0              |
/// | 4     | u32  | circuits | how many follow, 1 or more                                     |
/// | 4     | u32  | shots    | of each circuit, 1 or more                                     |
/// | 8     | u64  | seed     | of all samples; circuit `i` draws from stream `i` of this seed |
/// |       |      | circuit… | one after the other                                            |
///
/// A circuit:
///
/// | bytes  | type  | name        | meaning                                          |
/// |--------|-------|-------------|--------------------------------------------------|
/// | 4      | u32   | byte count  | of the rest of this circuit                      |
/// | 4      | u32   | qubits      | declared                                         |
/// | 4      | u32   | clbits      | declared; the width of an outcome                |
/// | 4      | u32   | words       | length of the next array but one                 |
/// | 4      | u32   | parameters  | length of the last array                         |
/// | 8      | f64   | phase       | global phase, radians                            |
/// | 4·w    | u32[] | words       | the instructions                                 |
/// | 8·p    | f64[] | parameters  | theirs, in the order in which they are taken     |
///
/// An instruction is an operation code and what follows from it:
///
/// | code | name        | words after the code                                  | parameters taken        |
/// |------|-------------|-------------------------------------------------------|-------------------------|
/// | 1    | measure     | qubit, clbit                                          | 0                       |
/// | 2    | reset       | qubit                                                 | 0                       |
/// | 3    | barrier     | n, n qubits                                           | 0                       |
/// | 4    | conditional | flags (bit 0: negated), n ≥ 1, n clbits,              |                         |
/// |      |             | ⌈n/32⌉ words of the value (low word first),           |                         |
/// |      |             | words of the first body, words of the second,         |                         |
/// |      |             | the first body, the second body                       | what the bodies take    |
/// | 5    | control     | n ≥ 1, state (bit 0: first control), n qubits, then   |                         |
/// |      |             | one gate, unitary or diagonal                         | what the gate takes     |
/// | 6    | unitary     | n ≥ 1, n qubits                                       | 2·4ⁿ, row-major, re, im |
/// | 7    | diagonal    | n ≥ 1, n qubits                                       | 2·2ⁿ, re, im            |
/// | ≥ 32 | a gate      | as many qubits as it has, controls first              | as many as it has       |
///
/// The first body runs where the clbits equal the value (differ from it, if negated), the second elsewhere.
package struct CircuitRequest: Equatable, Sendable {
    package static let magic: [UInt8] = Array("SWCQ".utf8)
    package static let version: UInt16 = 1
    static let returnsMemoryFlag: UInt16 = 1
    /// A circuit's fields before its arrays, without the byte count.
    static let circuitHeaderByteCount = 24

    package var circuits: [Circuit]
    package var shotCount: Int
    package var seed: UInt64
    /// Whether the outcome of every shot is wanted, in order, besides the counts.
    package var returnsMemory: Bool

    package init(circuits: [Circuit], shotCount: Int, seed: UInt64, returnsMemory: Bool = false) {
        self.circuits = circuits
        self.shotCount = shotCount
        self.seed = seed
        self.returnsMemory = returnsMemory
    }
}
