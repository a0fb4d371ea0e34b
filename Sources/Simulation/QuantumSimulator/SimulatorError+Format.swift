import CircuitModel

extension SimulatorError {
    /// The answer to bytes that are no request.
    init(_ error: CircuitFormatError) {
        var context = ["field": error.field, "byte_offset": String(error.byteOffset)]
        if let circuit = error.circuitIndex { context["circuit"] = String(circuit) }
        if let found = error.found { context["found"] = String(found) }
        if let limit = error.limit { context["limit"] = String(limit) }
        self.init(Self.code(of: error.reason), error.reason.rawValue, context: context)
    }

    private static func code(of reason: CircuitFormatError.Reason) -> Code {
        switch reason {
        case .unknownVersion, .unknownOpcode: .unsupported
        case .overLimit: .overLimit
        case .tooManyCircuits: .tooManyCircuits
        case .tooManyShots: .tooManyShots
        case .truncated, .wrongMagic, .reservedNotZero, .leftOver, .indexOutOfRange, .repeatedOperand,
            .notFinite,
            .notUnitary, .badValue:
            .malformed
        }
    }
}
