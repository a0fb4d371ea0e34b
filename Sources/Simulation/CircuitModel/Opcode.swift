/// Codes of the packed form; see ``CircuitRequest``. Gates begin at 32 (``StandardGate``). Add, never reuse.
enum Opcode {
    static let measure: UInt32 = 1
    static let reset: UInt32 = 2
    static let barrier: UInt32 = 3
    static let conditional: UInt32 = 4
    static let control: UInt32 = 5
    static let unitary: UInt32 = 6
    static let diagonal: UInt32 = 7
    static let delay: UInt32 = 8
    static let whileLoop: UInt32 = 9
    static let forLoop: UInt32 = 10
    static let rounds: UInt32 = 11
    static let switchCase: UInt32 = 12
    static let breakLoop: UInt32 = 13
    static let continueLoop: UInt32 = 14
    static let store: UInt32 = 15
    static let save: UInt32 = 16

    enum Condition {
        static let equal: UInt32 = 0
        static let differs: UInt32 = 1
        static let expression: UInt32 = 2
    }

    enum Target {
        static let variable: UInt32 = 0
        static let clbit: UInt32 = 1
        static let clbits: UInt32 = 2
    }

    enum Expression {
        static let clbit: UInt32 = 0
        static let clbits: UInt32 = 1
        static let variable: UInt32 = 2
        static let boolean: UInt32 = 3
        static let integer: UInt32 = 4
        static let float: UInt32 = 5
        static let cast: UInt32 = 6
        static let unary: UInt32 = 7
        static let binary: UInt32 = 8
        static let bit: UInt32 = 9
        static let parameter: UInt32 = 10
    }

    enum Save {
        static let stateVector: UInt32 = 0
        static let amplitudes: UInt32 = 1
        static let probabilities: UInt32 = 2
        static let densityMatrix: UInt32 = 3
        static let unitary: UInt32 = 4
        static let expectation: UInt32 = 5
    }

    /// Kinds of structures.
    enum Structure {
        static let packed: UInt8 = 0
        static let held: UInt8 = 1
        static let openQASM: UInt8 = 2
    }
}
