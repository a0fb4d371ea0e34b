package import RuntimeModel

/// How the command ends, in the numbers that scripts see.
package enum CommandStatus: Int32, Error {
    /// All went well.
    case success = 0
    /// The job failed, or the service refused.
    case failure = 1
    /// The command line or what it names is wrong; nothing was changed.
    case usage = 2
    /// The service cannot be reached, or does not answer.
    case unreachable = 3
    /// A service cannot run as it is configured.
    case configuration = 4
    /// Interrupted by Ctrl-C.
    case interrupted = 130

    /// The status that tells of an error.
    package init(_ error: RuntimeError) {
        self = Self.byCode[error.code] ?? .failure
    }

    private static let byCode: [RuntimeError.Code: CommandStatus] = [
        .unreachable: .unreachable, .timedOut: .unreachable, .stopping: .unreachable,
        .configurationInvalid: .configuration, .storeInUse: .configuration,
        .metadataInvalid: .usage, .programInvalid: .usage, .inputsInvalid: .usage, .invalidCommand: .usage,
        .programNotFound: .usage, .jobNotFound: .usage, .backendNotFound: .usage,
        .environmentNotFound: .usage, .payloadTooLarge: .usage,
        .circuitParse: .usage, .circuitUnsupported: .usage,
    ]
}
