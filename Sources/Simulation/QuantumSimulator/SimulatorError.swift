/// Why a request was not run.
package struct SimulatorError: Error, Equatable, Sendable {
    /// What kind of failure this is; the only part a program may branch on.
    package var code: Code
    /// What happened, as one sentence of fixed text.
    package var message: String
    /// The values that identify the failing thing: circuit, qubits, bytes, limit.
    package var context: [String: String]

    package init(_ code: Code, _ message: String, context: [String: String] = [:]) {
        self.code = code
        self.message = message
        self.context = context
    }

    package struct Code: RawRepresentable, Hashable, Sendable {
        package let rawValue: String

        package init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// The bytes break the form of a circuit request. Report it; never retry.
        package static let malformed = Self(rawValue: "circuit.malformed")
        /// The request uses an operation that this simulator does not know. Fix the circuit.
        package static let unsupported = Self(rawValue: "circuit.unsupported")
        /// The connection does not hold the structure that the request refers to. Retry with all of it.
        package static let unknownStructure = Self(rawValue: "circuit.unknownStructure")
        /// A matrix is not unitary. Fix the circuit.
        package static let notUnitary = Self(rawValue: "circuit.notUnitary")
        /// A number is infinite or none. Fix the circuit.
        package static let notFinite = Self(rawValue: "circuit.notFinite")
        /// A program is no OpenQASM; the context says line and column. Fix the program.
        package static let parse = Self(rawValue: "circuit.parse")
        /// A circuit or a batch is beyond a named limit. Fix: send less at a time.
        package static let overLimit = Self(rawValue: "circuit.overLimit")
        /// More circuits in one batch than allowed. Fix: send less at a time.
        package static let tooManyCircuits = Self(rawValue: "circuit.tooManyCircuits")
        /// More shots than allowed. Fix: ask for fewer.
        package static let tooManyShots = Self(rawValue: "circuit.tooManyShots")
        /// The state does not fit the memory that the simulator may use. Fix: fewer qubits in use.
        package static let tooLarge = Self(rawValue: "simulator.tooLarge")
        /// The state would fit if other runs did not hold memory now. Retry later.
        package static let overCommitted = Self(rawValue: "simulator.overCommitted")
        /// The method asked for cannot run this circuit; the message says why. Fix the circuit or the method.
        package static let methodUnsuitable = Self(rawValue: "simulator.methodUnsuitable")
        /// The simulator has no backend of that name. Fix the name, or ask a simulator that has it.
        package static let unknownBackend = Self(rawValue: "simulator.unknownBackend")
        /// The noise model cannot be read, or is none. Fix it.
        package static let noiseMalformed = Self(rawValue: "noise.malformed")
        /// The reply would be larger than allowed. Fix: fewer shots, circuits, or no memory.
        package static let replyTooLarge = Self(rawValue: "simulator.replyTooLarge")
        /// The run was cancelled. Not a failure.
        package static let cancelled = Self(rawValue: "simulator.cancelled")
    }
}
