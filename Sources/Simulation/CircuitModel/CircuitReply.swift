/// The outcomes of a request's runs, in their order.
///
/// All numbers are little-endian.
///
/// | bytes | type | name     | meaning                                        |
/// |-------|------|----------|------------------------------------------------|
/// | 4     |      | magic    | `SWCR`                                         |
/// | 2     | u16  | version  | 2                                              |
/// | 2     | u16  | flags    | bit 0: outcomes of every shot follow; others 0 |
/// | 4     | u32  | runs     | how many follow                                |
/// | 4     | u32  | shots    | of each                                        |
/// | 8     | u64  | seed     | that was used                                  |
/// | 8     | u64  | decoding | nanoseconds that it took to read the request   |
/// |       |      | outcome… | one after the other                            |
///
/// An outcome of one run:
///
/// | bytes | type | name           | meaning                                                            |
/// |-------|------|----------------|--------------------------------------------------------------------|
/// | 4     | u32  | byte count     | of the rest of this outcome                                        |
/// | 4     | u32  | clbits         | width of an outcome in bits                                        |
/// | 4     | u32  | key bytes      | k: 1, 2, 4 or a multiple of 8, the least that holds the clbits     |
/// | 4     | u32  | distinct       | d: how many different outcomes there were; 0 without shots         |
/// | 1     | u8   | method         | ``MethodName``, never automatic                                    |
/// | 1     | u8   | precision      | ``Precision``                                                      |
/// | 2     |      | reserved       | 0                                                                  |
/// | 4     | u32  | qubits         | that had a place in the state                                      |
/// | 4     | u32  | saved          | how many saved values follow                                       |
/// | 8     | u64  | planning       | nanoseconds                                                        |
/// | 8     | u64  | running        | nanoseconds                                                        |
/// | 8     | u64  | sampling       | nanoseconds                                                        |
/// | 8     | f64  | truncation     | error of a matrix product state; else 0                            |
/// | 4     | u32  | bond dimension | largest of a matrix product state; else 0                          |
/// | 4     |      | reserved       | 0                                                                  |
/// | k·d   |      | keys           | ascending                                                          |
/// | 4·d   | u32  | counts         | of each key, 1 or more                                             |
/// | k·s   |      | memory         | the outcome of each of the s shots, if flagged                     |
/// |       |      | saved value…   | in the order of the circuit's save instructions                    |
///
/// A saved value (``SavePoint`` says its shape):
///
/// | bytes | type  | name       | meaning                                                       |
/// |-------|-------|------------|---------------------------------------------------------------|
/// | 1     | u8    | kind       | 0 complex, 1 real                                             |
/// | 1     | u8    | rank       | r, at most 8                                                  |
/// | 2     |       | reserved   | 0                                                             |
/// | 4·r   | u32   | dimensions | the slowest first                                             |
/// | 8·n   | f64[] | numbers    | n: product of the dimensions, twice if complex (re, im)       |
package struct CircuitReply: Equatable, Sendable {
    package static let magic: [UInt8] = Array("SWCR".utf8)
    package static let version: UInt16 = 2
    /// ``magic`` as it is read.
    static let magicNumber: UInt32 = 0x5243_5753
    static let hasMemoryFlag: UInt16 = 1
    /// Bytes before the first outcome.
    package static let headerByteCount = 32
    /// An outcome's fields before its arrays, with the byte count.
    static let outcomeHeaderByteCount = 68
    /// Axes of a saved value.
    static let rankMax = 8

    package var shotCount: Int
    package var seed: UInt64
    package var hasMemory: Bool
    package var decodeNanoseconds: UInt64
    package var outcomes: [CircuitOutcome]

    package init(
        shotCount: Int, seed: UInt64, hasMemory: Bool, decodeNanoseconds: UInt64 = 0,
        outcomes: [CircuitOutcome] = []
    ) {
        self.shotCount = shotCount
        self.seed = seed
        self.hasMemory = hasMemory
        self.decodeNanoseconds = decodeNanoseconds
        self.outcomes = outcomes
    }

    /// The most bytes that the outcome of one circuit can take; nil beyond what can be counted.
    package static func outcomeByteCountMax(of circuit: Circuit, shotCount: Int, hasMemory: Bool) -> Int? {
        var byteCount: Int? = Self.outcomeByteCountMax(
            clbitCount: circuit.clbitCount, shotCount: shotCount, hasMemory: hasMemory)
        for instruction in circuit.instructions {
            guard case .save(let point) = instruction else { continue }
            byteCount = byteCount.plus(point.byteCount(qubitCount: circuit.qubitCount))
        }
        return byteCount
    }

    /// The most bytes that an outcome without saved values can take.
    package static func outcomeByteCountMax(clbitCount: Int, shotCount: Int, hasMemory: Bool) -> Int {
        let key = CircuitOutcome.keyByteCount(clbitCount: clbitCount)
        // Beyond 40 bits there are more outcomes than any number of shots.
        let distinct = min(shotCount, 1 << min(clbitCount, 40))
        return Self.outcomeHeaderByteCount + distinct * (key + 4) + (hasMemory ? shotCount * key : 0)
    }
}

extension Int? {
    /// nil where either is, or where the sum is too large.
    fileprivate func plus(_ other: Int?) -> Int? {
        guard let self, let other else { return nil }
        let (sum, overflow) = self.addingReportingOverflow(other)
        return overflow ? nil : sum
    }
}
