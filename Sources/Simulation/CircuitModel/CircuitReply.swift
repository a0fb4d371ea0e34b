/// The outcomes of a batch, in the order of the request's circuits.
///
/// All numbers are little-endian.
///
/// | bytes | type | name     | meaning                                        |
/// |-------|------|----------|------------------------------------------------|
/// | 4     |      | magic    | `SWCR`                                         |
/// | 2     | u16  | version  | 1                                              |
/// | 2     | u16  | flags    | bit 0: outcomes of every shot follow; others 0 |
/// | 4     | u32  | circuits | how many follow                                |
/// | 4     | u32  | shots    | of each                                        |
/// | 8     | u64  | seed     | that was used                                  |
/// |       |      | outcome… | one after the other                            |
///
/// An outcome of one circuit:
///
/// | bytes | type | name       | meaning                                                            |
/// |-------|------|------------|--------------------------------------------------------------------|
/// | 4     | u32  | byte count | of the rest of this outcome                                        |
/// | 4     | u32  | clbits     | width of an outcome in bits                                        |
/// | 4     | u32  | key bytes  | k: 1, 2, 4 or a multiple of 8, the least that holds the clbits     |
/// | 4     | u32  | distinct   | d: how many different outcomes there were                          |
/// | k·d   |      | keys       | ascending                                                          |
/// | 4·d   | u32  | counts     | of each key, 1 or more                                             |
/// | k·s   |      | memory     | the outcome of each of the s shots, if flagged                     |
package struct CircuitReply: Equatable, Sendable {
    package static let magic: [UInt8] = Array("SWCR".utf8)
    package static let version: UInt16 = 1
    static let hasMemoryFlag: UInt16 = 1
    /// Bytes before the first outcome.
    package static let headerByteCount = 24
    /// An outcome's fields before its arrays, with the byte count.
    static let outcomeHeaderByteCount = 16

    package var shotCount: Int
    package var seed: UInt64
    package var hasMemory: Bool
    package var outcomes: [CircuitOutcome]

    package init(shotCount: Int, seed: UInt64, hasMemory: Bool, outcomes: [CircuitOutcome] = []) {
        self.shotCount = shotCount
        self.seed = seed
        self.hasMemory = hasMemory
        self.outcomes = outcomes
    }

    /// The most bytes that the outcome of one circuit can take.
    package static func outcomeByteCountMax(clbitCount: Int, shotCount: Int, hasMemory: Bool) -> Int {
        let key = CircuitOutcome.keyByteCount(clbitCount: clbitCount)
        // Beyond 40 bits there are more outcomes than any number of shots.
        let distinct = min(shotCount, 1 << min(clbitCount, 40))
        return Self.outcomeHeaderByteCount + distinct * (key + 4) + (hasMemory ? shotCount * key : 0)
    }
}
