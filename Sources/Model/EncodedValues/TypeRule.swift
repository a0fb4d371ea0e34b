/// A rule beside the name of a type.
package enum TypeRule: String, Sendable, CaseIterable {
    case minNumQubits = "min_num_qubits"
    case maxNumQubits = "max_num_qubits"
    case minNumClbits = "min_num_clbits"
    case maxNumClbits = "max_num_clbits"
    case minNumInstructions = "min_num_instructions"
    case maxNumInstructions = "max_num_instructions"
    /// Length of each axis; null for any.
    case shape
    /// A name of NumPy's or a list of them.
    case dtype
    case ndim
    case maxSize = "max_size"
    /// A class's name or a list of them.
    case className = "class"
    case minNumParameters = "min_num_parameters"
    case maxNumParameters = "max_num_parameters"
    case maxDepth = "max_depth"
    /// Least and greatest element of an array.
    case minimum, maximum
    /// Whether an array has neither infinities nor what is no number.
    case finite

    /// What no header tells: the value has to be decoded.
    package static let deepNames = Set(Self.allCases.filter(\.isDeep).map(\.rawValue))

    var isDeep: Bool {
        switch self {
        case .minNumParameters, .maxNumParameters, .maxDepth, .minimum, .maximum, .finite: true
        case .minNumQubits, .maxNumQubits, .minNumClbits, .maxNumClbits, .minNumInstructions,
            .maxNumInstructions, .shape, .dtype, .ndim, .maxSize, .className:
            false
        }
    }
}
