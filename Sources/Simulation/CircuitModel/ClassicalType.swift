/// Type of a classical variable or expression.
package enum ClassicalType: Equatable, Sendable {
    case boolean
    /// An integer of 1 to 64 bits; arithmetic wraps around at its width.
    case integer(width: Int, isSigned: Bool)
    /// IEEE 754 double precision.
    case float

    package var isInteger: Bool {
        switch self {
        case .integer: true
        case .boolean, .float: false
        }
    }
}

extension ClassicalType {
    /// As in the packed form: 0 boolean, 1 float, 0x100 + width unsigned, 0x200 + width signed.
    var code: UInt32 {
        switch self {
        case .boolean: 0
        case .float: 1
        case .integer(let width, let isSigned): (isSigned ? 0x200 : 0x100) + UInt32(width)
        }
    }

    init?(code: UInt32) {
        switch code {
        case 0: self = .boolean
        case 1: self = .float
        case 0x101...0x140: self = .integer(width: Int(code - 0x100), isSigned: false)
        case 0x201...0x240: self = .integer(width: Int(code - 0x200), isSigned: true)
        default: return nil
        }
    }
}
