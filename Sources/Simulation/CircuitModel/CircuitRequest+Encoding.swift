extension CircuitRequest {
    /// The packed form.
    ///
    /// - Precondition: The request is one that decoding accepts; nothing is checked here.
    package func encoded() -> [UInt8] {
        var writer = ByteWriter()
        for byte in Self.magic { writer.append(byte) }
        writer.append(Self.version)
        writer.append(self.returnsMemory ? Self.returnsMemoryFlag : 0)
        writer.append(UInt32(self.circuits.count))
        writer.append(UInt32(self.shotCount))
        writer.append(self.seed)
        for circuit in self.circuits { Self.append(circuit, to: &writer) }
        return writer.bytes
    }

    private static func append(_ circuit: Circuit, to writer: inout ByteWriter) {
        var words: [UInt32] = []
        Self.append(circuit.instructions, of: circuit, to: &words)
        let byteCount = Self.circuitHeaderByteCount + 4 * words.count + 8 * circuit.parameters.count
        writer.append(UInt32(byteCount))
        writer.append(UInt32(circuit.qubitCount))
        writer.append(UInt32(circuit.clbitCount))
        writer.append(UInt32(words.count))
        writer.append(UInt32(circuit.parameters.count))
        writer.append(circuit.globalPhase)
        for word in words { writer.append(word) }
        for parameter in circuit.parameters { writer.append(parameter) }
    }

    private static func append(_ body: [Instruction], of circuit: Circuit, to words: inout [UInt32]) {
        for instruction in body {
            switch instruction {
            case .gate(let gate): Self.append(gate, of: circuit, to: &words)
            case .measure(let qubit, let clbit): words += [Opcode.measure, UInt32(qubit), UInt32(clbit)]
            case .reset(let qubit): words += [Opcode.reset, UInt32(qubit)]
            case .barrier(let qubits):
                words += [Opcode.barrier, UInt32(qubits.count)]
                words += qubits.map { UInt32($0) }
            case .delay, .whileLoop, .forLoop, .rounds, .switchCase, .breakLoop, .continueLoop, .store, .save:
                preconditionFailure("This version of the packed form has no such instruction.")
            case .conditional(let condition, let then, let otherwise):
                Self.append(condition, to: &words)
                let lengths = words.count
                words += [0, 0]
                Self.append(then, of: circuit, to: &words)
                words[lengths] = UInt32(words.count - lengths - 2)
                let middle = words.count
                Self.append(otherwise, of: circuit, to: &words)
                words[lengths + 1] = UInt32(words.count - middle)
            }
        }
    }

    private static func append(_ condition: Condition, to words: inout [UInt32]) {
        guard case .bits(let clbits, let value, let isNegated) = condition else {
            preconditionFailure("This version of the packed form has no expressions.")
        }
        words += [Opcode.conditional, isNegated ? 1 : 0, UInt32(clbits.count)]
        words += clbits.map { UInt32($0) }
        for index in 0..<((clbits.count + 31) / 32) {
            words.append(UInt32(truncatingIfNeeded: value[index / 2] >> (32 * (index % 2))))
        }
    }

    private static func append(_ gate: GateOperation, of circuit: Circuit, to words: inout [UInt32]) {
        let operands = circuit.operands(of: gate)
        if gate.addedControlCount > 0 {
            words += [Opcode.control, UInt32(gate.addedControlCount), UInt32(gate.addedControlState)]
            words += operands.prefix(gate.addedControlCount)
        }
        switch gate.kind {
        case .standard(let standard): words.append(UInt32(standard.rawValue))
        case .unitary(let qubitCount): words += [Opcode.unitary, UInt32(qubitCount)]
        case .diagonal(let qubitCount): words += [Opcode.diagonal, UInt32(qubitCount)]
        }
        words += operands.dropFirst(gate.addedControlCount)
    }
}
