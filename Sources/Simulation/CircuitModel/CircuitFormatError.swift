/// Why bytes are not a circuit request or reply.
package struct CircuitFormatError: Error, Equatable, Sendable {
    package enum Reason: String, Sendable {
        /// The bytes end before what they announce.
        case truncated = "The bytes end before what they announce."
        /// The first four bytes are not those of this form.
        case wrongMagic = "The bytes do not begin as this form does."
        /// Written by another version of the format.
        case unknownVersion = "The version of the form is not known here."
        /// A bit or field that must be 0 is not.
        case reservedNotZero = "A reserved field is not zero."
        /// Bytes, words or parameters are left over.
        case leftOver = "More was sent than the instructions take."
        /// An opcode that has no meaning, here or at all.
        case unknownOpcode = "An instruction has no known operation code."
        /// A qubit or classical bit that the circuit does not have.
        case indexOutOfRange = "An instruction names a bit that its circuit does not have."
        /// One qubit twice in one instruction.
        case repeatedOperand = "An instruction names one qubit twice."
        /// A parameter that is infinite or no number.
        case notFinite = "A parameter is not a finite number."
        /// A matrix whose columns do not have length 1.
        case notUnitary = "A matrix is not unitary."
        /// Sides of an operator, a condition or a stored value that are not of the type they must be.
        case wrongType = "A classical value is not of the type that it must be of."
        /// A slot that holds nothing, or something else: send the structure whole.
        case unknownStructure = "The connection does not hold this structure; send it whole."
        /// A program that is no OpenQASM; ``CircuitFormatError/text`` says where and why.
        case unreadableText = "The text of a circuit cannot be read."
        /// A count, length or value that cannot be.
        case badValue = "A field holds a value that it may not hold."
        /// More circuits than a request may hold.
        case tooManyCircuits = "The request holds more circuits than it may."
        case tooManyShots = "The request asks for more shots than it may."
        /// A declared size, a depth, a matrix or the number of instructions.
        case overLimit = "The request is beyond a limit of the simulator."
    }

    /// A gate of a circuit.
    package struct Gate: Equatable, Sendable {
        /// Its place among the circuit's instructions, from 0; for one in a body that of the control flow around it.
        package var instructionIndex: Int
        package var qubits: [Int]
    }

    package var reason: Reason
    /// The field or instruction at fault.
    package var field: String
    /// Where in the bytes it was noticed.
    package var byteOffset: Int
    /// Which run of the request, from 0; nil where none is at fault.
    package var circuitIndex: Int?
    /// Which structure of the request, from 0; nil where none is at fault.
    package var structureIndex: Int?
    /// The gate at fault; nil where it is none, or where formulas stand between it and the numbers.
    package var gate: Gate?
    /// What is wrong with a text, for ``Reason/unreadableText``.
    package var text: CircuitTextError?
    /// The value found and the limit it broke, where the reason is a limit.
    package var found: Int?
    package var limit: Int?

    package init(
        _ reason: Reason, field: String, byteOffset: Int, circuitIndex: Int? = nil,
        structureIndex: Int? = nil, found: Int? = nil, limit: Int? = nil, gate: Gate? = nil,
        text: CircuitTextError? = nil
    ) {
        self.reason = reason
        self.field = field
        self.byteOffset = byteOffset
        self.circuitIndex = circuitIndex
        self.structureIndex = structureIndex
        self.gate = gate
        self.text = text
        self.found = found
        self.limit = limit
    }
}
