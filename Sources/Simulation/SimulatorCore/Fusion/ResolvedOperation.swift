import CircuitModel

/// An operation with its sort known, on wires: qubits after exchanges have been turned into other names.
struct ResolvedOperation {
    enum Kind {
        case one(OneQubitMap)
        /// On two wires, neither diagonal nor a controlled flip.
        case pair(PairMatrix)
        /// The first wire is flipped where the second is 1.
        case controlledNot
        /// For each mask (of bits of `wires`) the factor of amplitudes that hold 1 in all of it.
        case phases([(mask: Int, factor: Complex)])
        /// A matrix on any wires, where the controls hold.
        case dense(matrix: [Double])
        /// What no kernel does: taken over the whole state by itself.
        case direct(LinearOperation)
        /// Became part of another.
        case gone
    }

    var kind: Kind
    var wires: [Int]
    var controlMask = 0
    var controlValue = 0

    var isOnOneWire: Bool {
        if case .one = self.kind { true } else { false }
    }

    var mask: Int { self.wires.reduce(self.controlMask) { $0 | 1 << $1 } }
}
