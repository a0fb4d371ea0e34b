import CircuitModel

/// What an expression stands for while a program is unfolded.
enum Value: Equatable {
    case boolean(Bool)
    /// A constant; nil is the type of a literal, which fits in with any other.
    case integer(Int128, ClassicalType?)
    case float(Double)
    /// A constant row of bits, the lowest first.
    case bits([Bool])
    /// Seconds.
    case duration(Double)
    /// Known when the inputs are.
    case formula(Formula, isInteger: Bool)
    /// Classical bits, the lowest first.
    case clbits([Int], isSingle: Bool)
    /// Known only while the circuit runs.
    case runtime(ClassicalExpression, ClassicalType)
    case qubits([Int], isSingle: Bool)

    /// Whether it is known now.
    var isConstant: Bool {
        switch self {
        case .boolean, .integer, .float, .bits, .duration: true
        case .formula, .clbits, .runtime, .qubits: false
        }
    }

    /// `int` and `uint` without a width.
    static let defaultWidth = 64

    /// A number; nil for what is none or not known yet.
    var number: Double? {
        switch self {
        case .boolean(let value): value ? 1 : 0
        case .integer(let value, _): Double(value)
        case .float(let value): value
        case .bits(let bits): self.integerValue.map { Double($0) } ?? (bits.isEmpty ? 0 : nil)
        case .duration, .formula, .clbits, .runtime, .qubits: nil
        }
    }

    /// An integer; nil for what is none or not known yet.
    var integerValue: Int128? {
        switch self {
        case .boolean(let value): value ? 1 : 0
        case .integer(let value, _): value
        case .bits(let bits):
            bits.count <= 64 ? bits.reversed().reduce(0) { $0 << 1 | ($1 ? 1 : 0) } : nil
        case .float, .duration, .formula, .clbits, .runtime, .qubits: nil
        }
    }

    /// As a parameter of a gate; nil where it is not known before the circuit runs, or no number.
    var formula: Formula? {
        switch self {
        case .formula(let formula, _): formula
        case .boolean, .integer, .float, .bits: self.number.map { .constant($0) }
        case .duration, .clbits, .runtime, .qubits: nil
        }
    }
}

extension ClassicalType {
    /// An integer brought into the range of this type, as two's complement wraps it; other types leave it.
    func wrapping(_ value: Int128) -> Int128 {
        guard case .integer(let width, let isSigned) = self else { return value }
        let low = value & ((1 << Int128(width)) - 1)
        return isSigned && low >> Int128(width - 1) == 1 ? low - (1 << Int128(width)) : low
    }

    func holds(_ value: Int128) -> Bool { self.wrapping(value) == value }
}
