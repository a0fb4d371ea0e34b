package import RuntimeModel

/// The levels of Python's logging.
package enum ProgramLogLevel: String, Sendable, CaseIterable {
    case debug = "DEBUG"
    case info = "INFO"
    case warning = "WARNING"
    case error = "ERROR"
    case critical = "CRITICAL"

    /// Takes a name in any case.
    ///
    /// - Throws: `command.invalid`, naming those that there are.
    package static func require(_ name: String) throws(RuntimeError) {
        guard Self(rawValue: name.uppercased()) == nil else { return }
        throw RuntimeError(
            .invalidCommand, "The log level is none of Python's.",
            context: ["log_level": name, "known": Self.allCases.map(\.rawValue).joined(separator: " ")])
    }
}
