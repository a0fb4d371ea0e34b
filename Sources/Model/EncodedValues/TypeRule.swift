/// A rule beside the name of a type.
enum TypeRule: String, Sendable, CaseIterable {
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
}
