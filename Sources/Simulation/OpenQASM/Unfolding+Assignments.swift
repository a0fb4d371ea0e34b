import CircuitModel

extension Unfolding {
    mutating func assign(
        _ target: Expression, _ sign: Expression.BinarySign?, _ value: Expression, _ offset: Int
    ) throws(SyntaxError) {
        if case .name(let name) = target.kind, case .variable(let index) = self.symbol(name) {
            var result = try self.evaluate(value)
            if let sign {
                result = try self.combine(sign, try self.evaluate(target), result, offset)
            }
            return try self.store(result, in: index, offset)
        }
        let place = try self.evaluate(target)
        guard case .clbits(let clbits, _) = place else {
            throw SyntaxError("This cannot be assigned to.", at: target.offset)
        }
        guard let sign else { return try self.assignBits(place, value, offset) }
        let result = try self.combine(sign, place, try self.evaluate(value), offset)
        try self.assign(result, toBits: clbits, offset)
    }

    /// Gives a variable a value of its type.
    mutating func store(_ value: Value, in index: Int, _ offset: Int) throws(SyntaxError) {
        let type = self.variableTypes[index]
        let converted = try self.convert(value, to: type, offset)
        let (expression, own) = try self.runtime(converted, offset)
        try self.append(.store(.variable(index), Self.cast(expression, from: own, to: type)), at: offset)
        switch converted {
        case .boolean, .integer, .float, .bits, .formula: self.known[index] = converted
        case .duration, .clbits, .runtime, .qubits: self.known[index] = nil
        }
    }

    /// Gives classical bits a value, an outcome among others.
    mutating func assignBits(_ target: Value, _ value: Expression, _ offset: Int) throws(SyntaxError) {
        guard case .clbits(let clbits, _) = target else { throw Self.wrongType(offset) }
        if case .measure(let operand) = value.kind {
            return try self.measure(try self.qubits(operand), into: clbits, offset)
        }
        let result = try self.evaluate(value)
        if case .bits(let bits) = result, bits.count != clbits.count {
            throw SyntaxError("Two rows of bits have different lengths.", at: offset)
        }
        try self.assign(result, toBits: clbits, offset)
    }

    mutating func assign(_ value: Value, toBits clbits: [Int], _ offset: Int) throws(SyntaxError) {
        if value.isConstant, clbits.count > 1 {
            let bits = try Self.bits(of: value, count: clbits.count, offset)
            for start in stride(from: 0, to: clbits.count, by: 64) {
                let part = Array(clbits[start..<min(start + 64, clbits.count)])
                let word = bits[start..<(start + part.count)].reversed().reduce(0 as UInt64) {
                    $0 << 1 | ($1 ? 1 : 0)
                }
                try self.append(
                    .store(.clbits(part), .integer(word, width: part.count, isSigned: false)), at: offset)
            }
            return
        }
        if case .clbits(let sources, _) = value, clbits.count > 64, sources.count == clbits.count {
            guard Set(sources).isDisjoint(with: clbits) else { throw Self.tooWide(offset) }
            for (target, source) in zip(clbits, sources) {
                try self.append(.store(.clbit(target), .clbit(source)), at: offset)
            }
            return
        }
        let (expression, type) = try self.runtime(value, offset)
        if clbits.count == 1 {
            let truth = Self.cast(expression, from: type, to: .boolean)
            return try self.append(.store(.clbit(clbits[0]), truth), at: offset)
        }
        guard clbits.count <= 64, Set(clbits).count == clbits.count else { throw Self.tooWide(offset) }
        let width = ClassicalType.integer(width: clbits.count, isSigned: false)
        try self.append(.store(.clbits(clbits), Self.cast(expression, from: type, to: width)), at: offset)
    }

    // MARK: - Qubits

    /// The qubits that an operand names.
    mutating func qubits(_ operand: Expression) throws(SyntaxError) -> [Int] {
        guard case .qubits(let qubits, _) = try self.evaluate(operand) else {
            throw SyntaxError("Qubits are needed here.", at: operand.offset)
        }
        return qubits
    }

    mutating func measure(_ operand: Expression, into target: Expression?, _ offset: Int) throws(SyntaxError)
    {
        let qubits = try self.qubits(operand)
        guard let target else {
            // Nobody sees the outcome, but what the qubits are afterwards depends on it.
            return try self.inScope { unfolding throws(SyntaxError) in
                let bits = try unfolding.newClbits(qubits.count, offset, "measure")
                try unfolding.measure(qubits, into: bits.clbits, offset)
            }
        }
        guard case .clbits(let clbits, _) = try self.evaluate(target) else {
            throw SyntaxError("An outcome is kept in bits.", at: target.offset)
        }
        try self.measure(qubits, into: clbits, offset)
    }

    mutating func measure(_ qubits: [Int], into clbits: [Int], _ offset: Int) throws(SyntaxError) {
        guard qubits.count == clbits.count else {
            throw SyntaxError("As many bits are needed as qubits are measured.", at: offset)
        }
        for (qubit, clbit) in zip(qubits, clbits) {
            try self.append(.measure(qubit: qubit, clbit: clbit), at: offset)
        }
    }

    mutating func reset(_ operand: Expression) throws(SyntaxError) {
        for qubit in try self.qubits(operand) { try self.append(.reset(qubit: qubit), at: operand.offset) }
    }

    mutating func barrier(_ operands: [Expression], _ offset: Int) throws(SyntaxError) {
        var qubits: [Int] = []
        for operand in operands { qubits += try self.qubits(operand) }
        try self.append(
            .barrier(qubits: operands.isEmpty ? Array(0..<self.qubitCount) : qubits), at: offset)
    }

    mutating func delay(_ duration: Expression, _ operands: [Expression]) throws(SyntaxError) {
        guard case .duration(let seconds) = try self.constant(duration), seconds >= 0, seconds.isFinite else {
            throw SyntaxError("A delay is a time of 0 or more.", at: duration.offset)
        }
        for operand in operands {
            for qubit in try self.qubits(operand) {
                try self.append(.delay(qubit: qubit, seconds: seconds), at: operand.offset)
            }
        }
    }
}
