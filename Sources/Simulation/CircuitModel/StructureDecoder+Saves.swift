/// Points at which something is reported.
extension StructureDecoder {
    mutating func readSave() throws(CircuitFormatError) -> SavePoint {
        // Each reports once, in the order in which they stand: in a body it might never, or often.
        guard self.depth == 0 else { throw self.error(.badValue, "save in a body") }
        let kind = try self.words.read("save")
        switch kind {
        case Opcode.Save.stateVector: return .stateVector
        case Opcode.Save.unitary: return .unitary
        case Opcode.Save.amplitudes: return .amplitudes(try self.readBasisStates())
        case Opcode.Save.probabilities: return .probabilities(qubits: try self.readSavedQubits())
        case Opcode.Save.densityMatrix: return .densityMatrix(qubits: try self.readSavedQubits())
        case Opcode.Save.expectation: return try self.readExpectation()
        default: throw self.error(.unknownOpcode, "save", found: Int(kind))
        }
    }

    private mutating func readBasisStates() throws(CircuitFormatError) -> [UInt64] {
        let count = try self.readCount("amplitudes", 1, max: self.limits.savedAmplitudeCountMax)
        guard count <= self.words.remaining / 2 else { throw self.words.truncated("amplitudes") }
        var states: [UInt64] = []
        states.reserveCapacity(count)
        for _ in 0..<count {
            let state = try self.words.readUInt64("basis state")
            guard self.qubitCount >= 64 || state >> UInt64(self.qubitCount) == 0 else {
                throw self.error(.indexOutOfRange, "basis state")
            }
            states.append(state)
        }
        return states
    }

    private mutating func readSavedQubits() throws(CircuitFormatError) -> [Int] {
        let count = try self.readCount("saved qubits", 1, max: self.limits.savedQubitCountMax)
        var qubits: [Int] = []
        for _ in 0..<count {
            let qubit = Int(try self.readQubit())
            guard !qubits.contains(qubit) else { throw self.error(.repeatedOperand, "qubit", found: qubit) }
            qubits.append(qubit)
        }
        return qubits
    }

    private mutating func readExpectation() throws(CircuitFormatError) -> SavePoint {
        let flags = try self.words.read("expectation flags")
        guard flags <= 1 else { throw self.error(.reservedNotZero, "expectation flags") }
        if flags == 1 { self.survey.needsShots = true }
        let count = try self.readCount("terms", 1, max: self.limits.observableTermCountMax)
        guard count <= self.words.remaining else { throw self.words.truncated("terms") }
        var sum = PauliSum(strings: [], coefficients: [])
        sum.strings.reserveCapacity(count)
        sum.coefficients.reserveCapacity(count)
        // The number of the last term that each qubit was in, to see one twice without clearing anything.
        var seen = [Int](repeating: -1, count: self.qubitCount)
        for term in 0..<count {
            sum.strings.append(try self.readPauliString(term: term, &seen))
            sum.coefficients.append(try self.readConstant())
        }
        return .expectation(sum, isSampled: flags == 1)
    }

    private mutating func readPauliString(
        term: Int, _ seen: inout [Int]
    ) throws(CircuitFormatError) -> PauliString {
        let count = try self.readCount("factors", 0, max: self.qubitCount)
        guard count <= self.words.remaining else { throw self.words.truncated("factors") }
        var positions: [PauliString.Position] = []
        positions.reserveCapacity(count)
        for _ in 0..<count {
            let word = try self.words.read("factor")
            let qubit = Int(word >> 2)
            guard let factor = PauliString.Factor(rawValue: word & 3) else {
                throw self.error(.badValue, "factor", found: Int(word))
            }
            guard qubit < self.qubitCount else {
                throw self.error(.indexOutOfRange, "qubit", found: qubit, limit: self.qubitCount)
            }
            guard seen[qubit] != term else { throw self.error(.repeatedOperand, "qubit", found: qubit) }
            seen[qubit] = term
            positions.append(PauliString.Position(factor, qubit))
        }
        return PauliString(positions)
    }
}
