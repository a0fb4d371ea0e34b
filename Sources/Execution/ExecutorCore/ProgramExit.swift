package import RuntimeModel

/// How a program's first process ended.
package enum ProgramExit: Equatable, Sendable {
    /// It left with this code.
    case code(Int32)
    /// A signal ended it.
    case signal(Int32)
    /// It could not be started; the sentence says why.
    case notStarted(RuntimeError.Code, String)
}
