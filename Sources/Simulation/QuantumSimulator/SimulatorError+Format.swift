import CircuitModel
package import NoiseModel

extension SimulatorError {
    /// The answer to bytes that are no request.
    init(_ error: CircuitFormatError) {
        var context = ["field": error.field, "byte_offset": String(error.byteOffset)]
        if let circuit = error.circuitIndex { context["circuit"] = String(circuit) }
        if let structure = error.structureIndex { context["structure"] = String(structure) }
        if let gate = error.gate {
            context["instruction"] = String(gate.instructionIndex)
            context["qubits"] = gate.qubits.map { String($0) }.joined(separator: " ")
        }
        if let found = error.found { context["found"] = String(found) }
        if let limit = error.limit { context["limit"] = String(limit) }
        guard let text = error.text else {
            self.init(Self.code(of: error.reason), error.reason.rawValue, context: context)
            return
        }
        context["line"] = String(text.line)
        context["column"] = String(text.column)
        if !text.found.isEmpty { context["found"] = text.found }
        if let limit = text.limit { context["limit"] = String(limit) }
        self.init(text.isUnsupported ? .unsupported : .parse, text.sentence, context: context)
    }

    /// The answer to something that is no noise model.
    package init(_ error: NoiseModelError) {
        let context = error.path.isEmpty ? [:] : ["path": error.path]
        self.init(.noiseMalformed, error.reason.rawValue, context: context)
    }

    private static func code(of reason: CircuitFormatError.Reason) -> Code {
        switch reason {
        case .unknownVersion, .unknownOpcode: .unsupported
        case .overLimit: .overLimit
        case .tooManyCircuits: .tooManyCircuits
        case .tooManyShots: .tooManyShots
        case .unknownStructure: .unknownStructure
        case .notUnitary: .notUnitary
        case .notFinite: .notFinite
        case .unreadableText: .parse
        case .truncated, .wrongMagic, .reservedNotZero, .leftOver, .indexOutOfRange, .repeatedOperand,
            .wrongType, .badValue:
            .malformed
        }
    }
}
