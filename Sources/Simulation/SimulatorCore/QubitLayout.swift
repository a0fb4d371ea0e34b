/// Which bit of a stored amplitude's index each qubit of a register has.
///
/// Exchanging two qubits costs nothing as long as somebody remembers it: this remembers it.
package struct QubitLayout: Equatable, Sendable {
    /// `positions[qubit]` is the bit of the stored index.
    package private(set) var positions: [Int]

    /// Qubit `i` at bit `i`.
    package init(qubitCount: Int) {
        self.positions = Array(0..<qubitCount)
    }

    /// - Precondition: No bit occurs twice. A small state has more bits than qubits.
    package init(positions: [Int]) {
        precondition(Set(positions).count == positions.count, "Each qubit has a bit of its own.")
        self.positions = positions
    }

    package var qubitCount: Int { self.positions.count }

    /// Whether stored indices are those of the register.
    package var isIdentity: Bool { self.positions.indices.allSatisfy { self.positions[$0] == $0 } }

    package func position(of qubit: Int) -> Int { self.positions[qubit] }

    /// Moves a qubit to a bit; one that has it takes the qubit's own in return.
    package mutating func move(_ qubit: Int, to position: Int) {
        if let other = self.positions.firstIndex(of: position) {
            self.positions[other] = self.positions[qubit]
        }
        self.positions[qubit] = position
    }

    package mutating func exchange(_ first: Int, _ second: Int) {
        self.positions.swapAt(first, second)
    }

    /// The stored index of a register's index, and the other way round for its inverse.
    package func storedIndex(of index: Int) -> Int {
        var stored = 0
        for (qubit, position) in self.positions.enumerated() { stored |= (index >> qubit & 1) << position }
        return stored
    }

    /// The register's index of a stored index.
    package func index(ofStored stored: Int) -> Int {
        var index = 0
        for (qubit, position) in self.positions.enumerated() { index |= (stored >> position & 1) << qubit }
        return index
    }
}
