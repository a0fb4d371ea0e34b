/// A type of the vocabulary, as the codec's wrappers name it.
enum EncodedType: String, Sendable, CaseIterable {
    case complex
    case set
    case datetime
    case ndarray
    case sparseMatrix = "sparse_matrix"
    case circuit
    case instruction
    case parameter
    case parameterExpression = "parameter_expression"
    case result
    case noiseModel = "noise_model"
    case object
    case jsonText = "json_text"
    case observablesArray = "observables_array"
    case bindingsArray = "bindings_array"
    case bitArray = "bit_array"
    case dataBin = "data_bin"
    case pubResult = "pub_result"
    case primitiveResult = "primitive_result"

    /// What may stand behind `__type__`.
    var wrappers: [String] {
        switch self {
        case .complex: ["complex"]
        case .set: ["set"]
        case .datetime: ["datetime"]
        case .ndarray: ["ndarray"]
        case .sparseMatrix: ["spmatrix"]
        case .circuit: ["QuantumCircuit"]
        case .instruction: ["Instruction"]
        case .parameter: ["Parameter"]
        case .parameterExpression: ["ParameterExpression", "Parameter"]
        case .result: ["Result"]
        case .noiseModel: ["NoiseModel"]
        case .object: ["settings"]
        case .jsonText: ["to_json"]
        case .observablesArray: ["ObservablesArray"]
        case .bindingsArray: ["BindingsArray"]
        case .bitArray: ["BitArray"]
        case .dataBin: ["DataBin"]
        case .pubResult: ["PubResult", "SamplerPubResult", "EstimatorPubResult"]
        case .primitiveResult: ["PrimitiveResult"]
        }
    }

    /// What may stand behind `__value__`.
    enum Content: Sendable {
        case text, list, members, textOrList
    }

    var content: Content {
        switch self {
        case .complex, .set, .observablesArray: .list
        case .ndarray: .textOrList
        case .datetime, .sparseMatrix, .circuit, .instruction, .parameter, .parameterExpression, .jsonText:
            .text
        case .result, .noiseModel, .object, .bindingsArray, .bitArray, .dataBin, .pubResult,
            .primitiveResult:
            .members
        }
    }

    /// The rules that it knows beside its name.
    var rules: [TypeRule] {
        switch self {
        case .circuit:
            [
                .minNumQubits, .maxNumQubits, .minNumClbits, .maxNumClbits, .minNumInstructions,
                .maxNumInstructions, .minNumParameters, .maxNumParameters, .maxDepth,
            ]
        case .ndarray: [.shape, .dtype, .ndim, .maxSize, .minimum, .maximum, .finite]
        case .object: [.className]
        case .complex, .set, .datetime, .sparseMatrix, .instruction, .parameter, .parameterExpression,
            .result, .noiseModel, .jsonText, .observablesArray, .bindingsArray, .bitArray, .dataBin,
            .pubResult, .primitiveResult:
            []
        }
    }
}

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
