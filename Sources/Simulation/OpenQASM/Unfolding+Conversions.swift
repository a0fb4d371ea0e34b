import CircuitModel

extension Unfolding {
    /// A cast as the program writes it.
    mutating func convert(_ value: Value, to type: TypeSyntax, _ offset: Int) throws(SyntaxError) -> Value {
        switch type.name {
        case .duration:
            guard case .duration = value else { throw Self.wrongType(offset) }
            return value
        case .bit:
            let width = try type.width.map { expression throws(SyntaxError) in try self.size(expression) }
            guard let width else { return try self.convert(value, to: .boolean, offset) }
            if value.isConstant { return .bits(try Self.bits(of: value, count: width, offset)) }
            if case .clbits(let clbits, false) = value, clbits.count == width { return value }
            guard width <= 64 else { throw Self.tooWide(offset) }
            return try self.convert(value, to: .integer(width: width, isSigned: false), offset)
        case .bool, .int, .uint, .float, .angle:
            return try self.convert(value, to: try self.runtimeType(type), offset)
        }
    }

    mutating func convert(_ value: Value, to type: ClassicalType, _ offset: Int) throws(SyntaxError) -> Value
    {
        switch (value, type) {
        case (.duration, _), (.qubits, _): throw Self.wrongType(offset)
        case (.formula(let formula, _), .float): return .formula(formula, isInteger: false)
        case (.formula(let formula, let isInteger), .integer):
            return .formula(isInteger ? formula : formula.applying(.truncate), isInteger: true)
        case (.boolean, _), (.integer, _), (.float, _), (.bits, _):
            guard let constant = Self.converted(value, to: type) else {
                throw SyntaxError("A value does not fit its type.", at: offset)
            }
            return constant
        case (.formula, .boolean), (.clbits, _), (.runtime, _):
            if type == .boolean { return .runtime(try self.truth(of: value, offset), .boolean) }
            let (expression, own) = try self.runtime(value, offset)
            return .runtime(Self.cast(expression, from: own, to: type), type)
        }
    }

    private static func converted(_ value: Value, to type: ClassicalType) -> Value? {
        switch type {
        case .boolean: return value.truth.map { .boolean($0) }
        case .float: return value.number.map { .float($0) }
        case .integer:
            if let integer = value.integerValue { return .integer(type.wrapping(integer), type) }
            guard let number = value.number, let integer = Int128(exactly: number.rounded(.towardZero)) else {
                return nil
            }
            return .integer(type.wrapping(integer), type)
        }
    }

    // MARK: - Parts of registers

    mutating func select(
        _ selections: [Expression.Selection], from operand: Expression, _ offset: Int
    ) throws(SyntaxError) -> Value {
        let value = try self.evaluate(operand)
        guard selections.count == 1, let selection = selections.first else {
            throw .unsupported("Arrays of more than one dimension are not simulated.", at: offset)
        }
        switch value {
        case .qubits(let qubits, false):
            let places = try self.places(selection, count: qubits.count, offset)
            return .qubits(places.map { qubits[$0] }, isSingle: selection.isSingle)
        case .clbits(let clbits, false):
            if case .single(let index) = selection {
                let place = try self.evaluate(index)
                guard place.isConstant else { return try self.bit(at: place, of: value, offset) }
            }
            let places = try self.places(selection, count: clbits.count, offset)
            return .clbits(places.map { clbits[$0] }, isSingle: selection.isSingle)
        case .bits(let bits):
            let chosen = try self.places(selection, count: bits.count, offset).map { bits[$0] }
            return selection.isSingle ? .boolean(chosen[0]) : .bits(chosen)
        case .integer, .runtime, .formula:
            guard case .single(let index) = selection else {
                throw .unsupported("Only single bits of an integer can be taken.", at: offset)
            }
            return try self.bit(at: try self.evaluate(index), of: value, offset)
        case .boolean, .float, .duration, .qubits, .clbits:
            throw SyntaxError("This has no parts.", at: offset)
        }
    }

    private mutating func bit(at index: Value, of value: Value, _ offset: Int) throws(SyntaxError) -> Value {
        if case .integer(let integer, _) = value, let place = index.integerValue, 0..<127 ~= place {
            return .boolean(integer >> place & 1 == 1)
        }
        let (integer, type) = try self.runtime(value, offset)
        let (place, placeType) = try self.runtime(index, offset)
        guard type.isInteger, placeType.isInteger else { throw Self.wrongType(offset) }
        return .runtime(.bit(of: integer, at: place), .boolean)
    }

    /// Places within a register of `count` bits or qubits.
    private mutating func places(
        _ selection: Expression.Selection, count: Int, _ offset: Int
    ) throws(SyntaxError) -> [Int] {
        switch selection {
        case .single(let index): return [try self.place(index, count: count)]
        case .set(let indices):
            return try indices.map { index throws(SyntaxError) in try self.place(index, count: count) }
        case .range(let range):
            let step =
                try range.step.map { value throws(SyntaxError) in try self.constantInteger(value) } ?? 1
            guard step != 0 else { throw SyntaxError("A range has no step.", at: range.offset) }
            let ends = step > 0 ? (0, count - 1) : (count - 1, 0)
            let first = try range.start.map { value throws(SyntaxError) in try self.place(value, count: count)
            }
            let last = try range.end.map { value throws(SyntaxError) in try self.place(value, count: count) }
            let places = Array(stride(from: first ?? ends.0, through: last ?? ends.1, by: step))
            guard !places.isEmpty else { throw SyntaxError("A range is empty.", at: range.offset) }
            return places
        }
    }

    private mutating func place(_ expression: Expression, count: Int) throws(SyntaxError) -> Int {
        let index = try self.constantInteger(expression)
        let place = index < 0 && self.version == .three ? index + count : index
        guard place >= 0, place < count else {
            throw SyntaxError(
                "An index is beyond the end of its register.", at: expression.offset, found: String(index))
        }
        return place
    }

    static func wrongType(_ offset: Int) -> SyntaxError {
        SyntaxError("The types of values do not go together.", at: offset)
    }

    static func tooWide(_ offset: Int) -> SyntaxError {
        .unsupported("More than 64 bits at once are not computed with.", at: offset)
    }
}

extension Expression.Selection {
    var isSingle: Bool {
        switch self {
        case .single: true
        case .range, .set: false
        }
    }
}
