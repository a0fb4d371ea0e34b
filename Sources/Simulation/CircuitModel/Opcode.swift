/// Operation codes that are not gates of the table. Gates begin at 32 (``StandardGate``).
enum Opcode {
    static let measure: UInt32 = 1
    static let reset: UInt32 = 2
    static let barrier: UInt32 = 3
    static let conditional: UInt32 = 4
    static let control: UInt32 = 5
    static let unitary: UInt32 = 6
    static let diagonal: UInt32 = 7
}
