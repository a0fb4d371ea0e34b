/// How a process ended.
package enum ProcessEnd: Sendable, Hashable, CustomStringConvertible {
    /// It left with this code.
    case code(Int32)
    /// A signal ended it.
    case signal(Int32)
    /// It could not be started; the value is an `errno`.
    case notStarted(Int32)

    /// As it stands in a line for people.
    package var description: String {
        switch self {
        case .code(let code): "exit code \(code)"
        case .signal(let signal): "signal \(signal)"
        case .notStarted(let error): "not started, errno \(error)"
        }
    }

    /// With this code a service says that it cannot run as it is configured, so that a restart is no use.
    package static let unusableConfiguration = Self.code(4)
}
