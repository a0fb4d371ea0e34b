/// What the headers of a QPY file say of its one circuit (Qiskit's QPY format, versions 1 to 17).
struct CircuitHeader: Hashable, Sendable {
    var qubitCount: Int
    var clbitCount: Int
    /// Instructions at the top, those within loops and branches not counted.
    var instructionCount: UInt64

    /// The newest version whose headers are known.
    static let versionMax = 17

    /// Reads untrusted bytes.
    ///
    /// Offsets of the circuit's header, numbers big-endian:
    ///
    /// | version | name's length | global phase       | qubits | bits  | metadata | registers | instructions |
    /// |---------|---------------|--------------------|--------|-------|----------|-----------|--------------|
    /// | 1       | 0 (2)         | 2 (8)              | 10 (4) | 14 (4)| 18 (8)   | 26 (4)    | 30 (8)       |
    /// | 2…      | 0 (2)         | 2 type (1), 3 (2)  | 5 (4)  | 9 (4) | 13 (8)   | 21 (4)    | 25 (8)       |
    ///
    /// - Returns: `nil` for a version that is newer than this reader.
    init?(_ head: PayloadHead) throws(PayloadHead.Failure) {
        guard try head.bytes(0..<6).elementsEqual("QISKIT".utf8) else { throw .damaged }
        let version = Int(try head.number(at: 6, width: 1))
        guard version >= 1 else { throw .damaged }
        guard version <= Self.versionMax else { return nil }
        guard try head.number(at: 10, width: 8) == 1 else { throw .damaged }
        var offset = version >= 10 ? 19 : 18
        if version >= 5 {
            // A schedule is no circuit.
            guard try head.number(at: offset, width: 1) == UInt64(UInt8(ascii: "q")) else { throw .damaged }
            offset += 1
        }
        // From version 16 on a table tells where each circuit begins.
        if version >= 16 { offset += 8 }
        let qubits = offset + (version == 1 ? 10 : 5)
        self.qubitCount = Int(try head.number(at: qubits, width: 4))
        self.clbitCount = Int(try head.number(at: qubits + 4, width: 4))
        self.instructionCount = try head.number(at: qubits + 20, width: 8)
    }
}
