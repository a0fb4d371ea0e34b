/// What a key stands for that was claimed before.
package enum EarlierClaim: Hashable, Sendable {
    /// The very same command, and this was its answer.
    case sameCommand(answer: [UInt8])
    /// A command of another kind, or with other contents.
    case otherCommand
}
