/// Circuits to run, each split into its structure and its numbers, and how to run them.
///
/// The same structure with other angles ships only numbers: structures are held in numbered slots of a connection
/// (``StructureSlots``), which the sender chooses. All numbers are little-endian; doubles are IEEE 754. Nothing is
/// padded or aligned.
///
/// | bytes | type | name            | meaning                                                              |
/// |-------|------|-----------------|----------------------------------------------------------------------|
/// | 4     |      | magic           | `SWCQ`                                                               |
/// | 2     | u16  | version         | 3                                                                    |
/// | 2     | u16  | flags           | bit 0: return the outcome of every shot; others 0                    |
/// | 4     | u32  | shots           | of each run; 0 only where nothing is measured and nothing sampled    |
/// | 8     | u64  | seed            | of all samples; run `i` draws from stream `i` of this seed           |
/// | 1     | u8   | method          | ``MethodName``                                                       |
/// | 1     | u8   | precision       | ``Precision``                                                        |
/// | 1     | u8   | noise           | 0 the backend's, 1 none, 2 the model that follows                    |
/// | 1     |      | reserved        | 0                                                                    |
/// | 4     | u32  | bond dimension  | at most, of matrix product states; 0 for no bound but memory         |
/// | 8     | f64  | truncation      | threshold of matrix product states, 0 or more                        |
/// | 2 + n | u16  | backend         | byte count, then its name in UTF-8; empty for the simulator's first  |
/// | 4 + n | u32  | noise model     | byte count, then JSON in UTF-8; empty unless noise is 2              |
/// | 4     | u32  | structures      | how many follow, 1 or more                                           |
/// | 4     | u32  | runs            | how many follow those, 1 or more                                     |
/// |       |      | structure…      | one after the other                                                  |
/// |       |      | run…            | one after the other                                                  |
///
/// A structure:
///
/// | bytes | type | name       | meaning                                                                   |
/// |-------|------|------------|---------------------------------------------------------------------------|
/// | 4     | u32  | byte count | of the rest of this structure                                             |
/// | 1     | u8   | kind       | 0 packed, 1 the one that the slot holds (nothing follows), 2 OpenQASM     |
/// | 3     |      | reserved   | 0                                                                         |
/// | 4     | u32  | slot       | where it is held from now on, instead of what was there; 2³² − 1: nowhere |
/// | 8     | u64  | hash       | BLAKE2b, 8 bytes long, of what follows when it is whole; 0 without a slot |
///
/// Of kind 1, the slot has to have been filled under the same hash. Otherwise the request is refused, as when the slot is
/// empty, and the sender sends all of it whole: it may be wrong about a slot when the request that was to fill it was
/// refused, or given up before it was read.
///
/// A packed one goes on:
///
/// | bytes | type  | name      | meaning                                                                    |
/// |-------|-------|-----------|----------------------------------------------------------------------------|
/// | 4     | u32   | qubits    | declared                                                                   |
/// | 4     | u32   | clbits    | declared; the width of an outcome                                          |
/// | 4     | u32   | variables | v: classical variables beside the bits                                     |
/// | 4     | u32   | words     | w                                                                          |
/// | 4     | u32   | numbers   | p: parameters that the instructions take, given with each run              |
/// | 4     | u32   | constants | k                                                                          |
/// | 4·v   | u32[] | types     | of the variables (see below); each begins as false or 0                    |
/// | 4·w   | u32[] | words     | the instructions                                                           |
/// | 8·k   | f64[] | constants | theirs, in the order in which they are taken                               |
///
/// OpenQASM goes on with a u32 byte count and a program of version 2 or 3 in UTF-8; its numbers are its `input`s in the
/// order of their declarations, p of them.
///
/// A run:
///
/// | bytes   | type  | name      | meaning                                                                |
/// |---------|-------|-----------|------------------------------------------------------------------------|
/// | 4       | u32   | structure | index among this request's                                             |
/// | 4       | u32   | numbers   | p + 1                                                                  |
/// | 8·(p+1) | f64[] | numbers   | the global phase in radians, then the parameters, in the order taken   |
///
/// An instruction is an operation code and what follows from it. "Takes" says how many parameters (`p`) and constants
/// (`k`) it uses up, in order.
///
/// | code | name        | words after the code                                               | takes                   |
/// |------|-------------|--------------------------------------------------------------------|-------------------------|
/// | 1    | measure     | qubit, clbit                                                       |                         |
/// | 2    | reset       | qubit                                                              |                         |
/// | 3    | barrier     | n, n qubits                                                        |                         |
/// | 4    | conditional | *condition*, words of the first body, words of the second,         |                         |
/// |      |             | the first body, the second body                                    | what its parts take     |
/// | 5    | control     | n ≥ 1, state (bit 0: first control), n qubits, then                |                         |
/// |      |             | one gate, unitary or diagonal                                      | what the gate takes     |
/// | 6    | unitary     | n ≥ 1, n qubits                                                    | p: 2·4ⁿ, row-major, re, im |
/// | 7    | diagonal    | n ≥ 1, n qubits                                                    | p: 2·2ⁿ, re, im         |
/// | 8    | delay       | qubit                                                              | k: 1, seconds           |
/// | 9    | while       | *condition*, words of the body, the body                           | what its parts take     |
/// | 10   | for         | variable + 1 (0: none), start (two words, signed), step (two       |                         |
/// |      |             | words, signed), rounds (two words, below 2⁶³), words of the body,  |                         |
/// |      |             | the body                                                           | what the body takes     |
/// | 11   | rounds      | n, then n times: words of a body, the body                         | what the bodies take    |
/// | 12   | switch      | *expression*, n, then n times: flags (bit 0: runs whatever the     |                         |
/// |      |             | value, last case only), m, m values of two words each, words of    |                         |
/// |      |             | the body, the body                                                 | what its parts take     |
/// | 13   | break       | (in the body of a loop: 9, 10 or 11)                               |                         |
/// | 14   | continue    | (in the body of a loop)                                            |                         |
/// | 15   | store       | 0, variable, *expression* of its type; or                          |                         |
/// |      |             | 1, clbit, boolean *expression*; or                                 |                         |
/// |      |             | 2, n (1 to 64), n clbits, *expression* of n bits, unsigned         | what the expression takes |
/// | 16   | save        | *what to save*; in no body                                         | see below               |
/// | ≥ 32 | a gate      | as many qubits as it has, controls first (``StandardGate``)        | p: as many as it has    |
///
/// A condition; the first body runs where it holds:
///
/// | kind | words after the kind                                                                     |
/// |------|------------------------------------------------------------------------------------------|
/// | 0    | n ≥ 1, n clbits, ⌈n/32⌉ words of a value, low word first: the bits equal the value       |
/// | 1    | the same: the bits differ from the value                                                 |
/// | 2    | a boolean *expression*                                                                   |
///
/// An expression is a count of words and as many words, in postfix order: each entry takes the values that it needs from
/// a stack and leaves one. The low 8 bits of an entry's first word are its code, the others its argument. A number of two
/// words has the low one first.
///
/// | code | name      | argument     | further words          | from the stack | leaves                         |
/// |------|-----------|--------------|------------------------|----------------|--------------------------------|
/// | 0    | clbit     | clbit        |                        |                | a boolean                      |
/// | 1    | clbits    | n (1 to 64)  | n clbits, lowest first |                | unsigned, n bits               |
/// | 2    | variable  | variable     |                        |                | its type                       |
/// | 3    | boolean   | 0 or 1       |                        |                | a boolean                      |
/// | 4    | integer   | type         | two: its bits          |                | that type                      |
/// | 5    | float     | 0            |                        |                | a float; takes one constant    |
/// | 6    | cast      | type         |                        | value          | that type                      |
/// | 7    | unary     | operator     |                        | value          | see ``ClassicalExpression``    |
/// | 8    | binary    | operator     |                        | left, right    | see ``ClassicalExpression``    |
/// | 9    | bit       | 0            |                        | integer, index | a boolean                      |
/// | 10   | parameter | 0            |                        |                | a float; takes one parameter   |
///
/// A type is 0 boolean, 1 float, 0x100 + width unsigned, 0x200 + width signed; widths are 1 to 64. Operators are the raw
/// values of ``ClassicalExpression/UnaryOperator`` and ``ClassicalExpression/BinaryOperator``.
///
/// What to save (``SavePoint``):
///
/// | kind | name           | words after the kind                                                    | takes        |
/// |------|----------------|-------------------------------------------------------------------------|--------------|
/// | 0    | state vector   |                                                                         |              |
/// | 1    | amplitudes     | n ≥ 1, n basis states of two words each                                 |              |
/// | 2    | probabilities  | n ≥ 1, n qubits, the first the lowest bit                               |              |
/// | 3    | density matrix | n ≥ 1, n qubits, the first the lowest bit                               |              |
/// | 4    | unitary        |                                                                         |              |
/// | 5    | expectation    | flags (bit 0: sampled), t ≥ 1, then t times: n, n words                 |              |
/// |      |                | 4·qubit + factor (1 X, 2 Y, 3 Z)                                        | k: t, coefficients |
package struct CircuitRequest: Equatable, Sendable {
    package static let magic: [UInt8] = Array("SWCQ".utf8)
    package static let version: UInt16 = 3
    /// ``magic`` as it is read.
    static let magicNumber: UInt32 = 0x5143_5753

    package var options: RunOptions
    package var structures: [CircuitStructure]
    package var runs: [CircuitRun]

    package init(options: RunOptions, structures: [CircuitStructure], runs: [CircuitRun]) {
        self.options = options
        self.structures = structures
        self.runs = runs
    }

    /// One run of each circuit.
    package init(circuits: [Circuit], options: RunOptions) {
        self.init(
            options: options, structures: circuits.map { CircuitStructure(of: $0) },
            runs: circuits.indices.map {
                CircuitRun(
                    structureIndex: $0, globalPhase: circuits[$0].globalPhase,
                    numbers: circuits[$0].parameters)
            })
    }

    /// The circuit of a run, ready to be simulated.
    ///
    /// - Throws: ``CircuitFormatError`` where a parameter that is computed from inputs is no finite number.
    package func circuit(ofRun index: Int) throws(CircuitFormatError) -> Circuit {
        let run = self.runs[index]
        do throws(CircuitFormatError) {
            return try self.structures[run.structureIndex]
                .bound(globalPhase: run.globalPhase, numbers: run.numbers)
        } catch {
            var located = error
            located.circuitIndex = index
            throw located
        }
    }
}
