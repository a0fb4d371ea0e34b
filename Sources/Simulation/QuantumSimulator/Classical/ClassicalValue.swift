import CircuitModel

/// A value that a classical expression takes while a circuit runs.
enum ClassicalValue: Equatable {
    case boolean(Bool)
    /// Bits above the width are 0, whatever the sign.
    case integer(UInt64, width: Int, isSigned: Bool)
    case float(Double)

    /// A value from how ``ClassicalMemory`` keeps it.
    init(bits: UInt64, as type: ClassicalType) {
        switch type {
        case .boolean: self = .boolean(bits != 0)
        case .integer(let width, let isSigned): self = .integer(bits, width: width, isSigned: isSigned)
        case .float: self = .float(Double(bitPattern: bits))
        }
    }

    /// As ``ClassicalMemory`` keeps it.
    var bits: UInt64 {
        switch self {
        case .boolean(let value): value ? 1 : 0
        case .integer(let bits, _, _): bits
        case .float(let value): value.bitPattern
        }
    }

    var isTrue: Bool {
        switch self {
        case .boolean(let value): value
        case .integer(let bits, _, _): bits != 0
        case .float(let value): value != 0
        }
    }

    /// The ones below a width.
    static func mask(_ width: Int) -> UInt64 { width >= 64 ? .max : (1 << UInt64(width)) &- 1 }

    /// The number that bits of a width mean.
    static func signed(_ bits: UInt64, width: Int) -> Int64 {
        let unused = UInt64(64 - width)
        return Int64(bitPattern: bits << unused) >> Int64(unused)
    }

    /// To another type: integers are cut or extended, floats rounded towards 0 and clamped, and anything but 0 is true.
    func cast(to type: ClassicalType) -> ClassicalValue {
        switch type {
        case .boolean: return .boolean(self.isTrue)
        case .float: return .float(self.number)
        case .integer(let width, let isSigned):
            let bits: UInt64
            switch self {
            case .boolean(let value): bits = value ? 1 : 0
            case .integer(let own, let ownWidth, true):
                bits = UInt64(bitPattern: Self.signed(own, width: ownWidth))
            case .integer(let own, _, false): bits = own
            case .float(let value): bits = Self.bits(of: value, width: width, isSigned: isSigned)
            }
            return .integer(bits & Self.mask(width), width: width, isSigned: isSigned)
        }
    }

    private var number: Double {
        switch self {
        case .boolean(let value): value ? 1 : 0
        case .integer(let bits, let width, true): Double(Self.signed(bits, width: width))
        case .integer(let bits, _, false): Double(bits)
        case .float(let value): value
        }
    }

    private static func bits(of value: Double, width: Int, isSigned: Bool) -> UInt64 {
        guard !value.isNaN else { return 0 }
        if isSigned {
            let bound = Double(sign: .plus, exponent: width - 1, significand: 1)
            if value >= bound { return Self.mask(width - 1) }
            return value < -bound ? 1 << UInt64(width - 1) : UInt64(bitPattern: Int64(value))
        }
        let bound = Double(sign: .plus, exponent: width, significand: 1)
        if value >= bound { return Self.mask(width) }
        return value <= 0 ? 0 : UInt64(value)
    }
}
